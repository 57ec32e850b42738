// Guessers wait, honest people hardly do, and memory has an end.

import CheckinCore
import CheckinTesting
import Testing

@testable import Kiosk

@Suite struct LoginThrottleTests {
    private func at(_ seconds: Int64) -> Uptime { Uptime(nanoseconds: seconds * 1_000_000_000) }

    @Test func locksAfterFiveAndDoublesUpToAQuarterOfAnHour() {
        let minutes = (0...12).map { LoginThrottle.lock(after: $0).components.seconds / 60 }
        #expect(minutes == [0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15, 15])
        #expect(LoginThrottle.lock(after: .max) == .minutes(15))
    }

    @Test func forgetsFailuresAfterASuccess() {
        var throttle = LoginThrottle()
        for _ in 0..<4 { throttle.failed("a", at: at(0)) }
        throttle.succeeded("a")
        throttle.failed("a", at: at(1))
        #expect(throttle.wait(for: "a", at: at(1)) == nil)
    }

    @Test func countsEachAddressByItself() {
        var throttle = LoginThrottle()
        for _ in 0..<5 { throttle.failed("a", at: at(0)) }
        #expect(throttle.wait(for: "a", at: at(20)) == .seconds(40))
        #expect(throttle.wait(for: "a", at: at(60)) == nil)
        #expect(throttle.wait(for: "b", at: at(0)) == nil)
    }

    @Test func startsAnewAfterALongQuiet() {
        var throttle = LoginThrottle()
        for _ in 0..<9 { throttle.failed("a", at: at(0)) }
        throttle.failed("a", at: at(3_600))
        #expect(throttle.wait(for: "a", at: at(3_600)) == nil)
    }

    @Test func remembersOnlySoManyAddresses() {
        var throttle = LoginThrottle()
        for _ in 0..<5 { throttle.failed("first", at: at(0)) }
        for number in 1...Int64(LoginThrottle.maximumAddresses) {
            throttle.failed("address \(number)", at: at(1 + number / 1_000))
        }
        #expect(throttle.wait(for: "first", at: at(1)) == nil)
    }
}

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
