// Sessions of the manager's page end, and their number has an end.

import CheckinCore
import CheckinTesting
import Testing

@testable import Kiosk

@Suite struct SessionsTests {
    @Test func endsTheOldestSessionWhenThereAreTooMany() async throws {
        let time = VirtualClock()
        let sessions = Sessions(time: time)
        let first = try await sessions.open()
        #expect(first.utf8.count == Sessions.nameBytes * 2)
        time.advance(by: .seconds(1))
        var names: Set = [first]
        for _ in 0..<Sessions.maximumSessions { names.insert(try await sessions.open()) }
        #expect(names.count == Sessions.maximumSessions + 1)
        #expect(await !sessions.isOpen(first))
        var open = 0
        for name in names where await sessions.isOpen(name) { open += 1 }
        #expect(open == Sessions.maximumSessions)
    }
}
