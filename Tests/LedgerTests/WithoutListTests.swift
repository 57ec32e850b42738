// A door whose ticket list cannot be read: it says so, and lets genuine codes in only where the
// event asks for that and the door may.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Ledger

@Suite struct WithoutListTests {
    private static let door = Fixtures.door(admitsUnlisted: true)

    @Test func goesOnWithGenuineCodesWhereTheEventSaysSo() async throws {
        let door = try await doorstep(stale: .signedOnly, unlisted: .admit)
        let first = try await door.present(door: Self.door)
        #expect(first.attempt.answer.kind == .admittedUnlisted)
        #expect(first.ticket == nil)
        let again = try await door.present(after: .minutes(2), door: Self.door)
        #expect(again.attempt.answer.reason == "already_inside")
        let forged = try await door.present(.forged, after: .minutes(3), door: Self.door)
        #expect(forged.recorded.attempt.answer.reason == "forged")
        try await door.expectSound()
    }

    @Test(arguments: [
        (StalePolicy.signedOnly, UnlistedPolicy.admitIfIssuedAfterSnapshot, true),
        (.warn, .admit, true), (.signedOnly, .admit, false),
    ])
    func isUnavailableOtherwise(
        stale: StalePolicy, unlisted: UnlistedPolicy, mayDoor: Bool
    ) async throws {
        let door = try await doorstep(stale: stale, unlisted: unlisted)
        let answer = try await door.present(door: Fixtures.door(admitsUnlisted: mayDoor))
            .attempt.answer
        #expect(answer == .unavailable(.noSnapshot))
    }

    /// A box whose list was good when it started, and is overwritten with nonsense then.
    private func doorstep(stale: StalePolicy, unlisted: UnlistedPolicy) async throws -> Doorstep {
        var event = Fixtures.event()
        event.stale = stale
        event.unlisted = unlisted
        let box = try TemporaryBox()
        let report = try box.importList(TicketList(events: [event]))
        let ledger = try await box.open()
        try await ledger.apply([ImportedEvent(event: event, tiers: [Fixtures.tier()])])
        let file = box.state.snapshot(report.snapshot)
        try Data(repeating: 0x5A, count: 65_536).write(to: URL(fileURLWithPath: file))
        return Doorstep(ledger: ledger, box: box)
    }
}
