// A snapshot that comes as a file behind a first line of its own, beside a door that goes on.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Ledger

@Suite struct SnapshotImportTests {
    private let box: TemporaryBox

    init() throws {
        box = try TemporaryBox()
        try box.importList(TicketList(tickets: [Fixtures.ticket("t-1")]))
    }

    private func file(_ lines: [String]) throws -> SnapshotFile {
        let path = box.state.path + "/stick"
        try Data(PlainSnapshot.bytes(lines)).write(to: URL(fileURLWithPath: path))
        return try SnapshotFile(try TicketFile(path: path))
    }

    private func run(
        _ file: SnapshotFile, by reader: PlainSnapshot = PlainSnapshot(), size: Int64? = nil
    ) async throws {
        let offer = SnapshotOffer(
            id: "s-1", event: Fixtures.eventID, generation: "g-1", position: 40,
            asOf: Fixtures.now, size: size ?? file.rest)
        _ = try await SnapshotImport(
            offer, by: reader, events: TemporaryBox.events, at: Fixtures.now, breathe: {}
        ).run(file, into: box.state, device: box.device)
    }

    private func answer(_ ticket: TicketID, at door: Doorstep) async throws -> String {
        let answer = try await door.present(Fixtures.claims(ticket)).attempt.answer
        return answer.reason ?? answer.kind.rawValue
    }

    @Test func whatFollowsTheFirstLineComesIntoUseBesideARunningDoor() async throws {
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        #expect(try await answer("t-1", at: door) == "admitted")
        let lines = (2...200).map { PlainSnapshot.ticket(TicketID(stringLiteral: "t-\($0)")) }
        let attempts = (2...120).map {
            PlainSnapshot.attempt(TicketID(stringLiteral: "t-\($0)"), $0)
        }
        let file = try file(["first"] + lines + attempts)
        #expect(try file.take() == Array("first".utf8))
        #expect(try file.peek() == Array(lines[0].utf8))
        #expect(file.rest == Int64(PlainSnapshot.bytes(lines + attempts).count))
        try await run(file)
        #expect(try await answer("t-120", at: door) == "already_inside")
        #expect(try await answer("t-200", at: door) == "admitted")
        #expect(box.state.stagedSnapshots() == [])
        try await door.expectSound()
    }

    @Test func aFileThatIsNotProvedLeavesNothingBehind() async throws {
        let file = try file([PlainSnapshot.ticket("t-2")])
        await #expect(throws: PlainSnapshot.Unproved.self) {
            try await run(file, by: PlainSnapshot(isProved: false))
        }
        #expect(box.state.stagedSnapshots() == [])
        #expect(box.state.snapshotNumbers() == [1])
    }

    /// A box that was never started has no list, and its rules from the configuration.
    @Test func aBoxWithoutAListGetsOne() async throws {
        let fresh = try TemporaryBox()
        let path = fresh.state.path + "/stick"
        let lines = [PlainSnapshot.ticket("t-2", "vip")]
        try Data(PlainSnapshot.bytes(lines)).write(to: URL(fileURLWithPath: path))
        let file = try SnapshotFile(try TicketFile(path: path))
        let offer = SnapshotOffer(
            id: "s-1", event: Fixtures.eventID, generation: "g-1", position: 40,
            asOf: Fixtures.now, size: file.rest)
        _ = try await SnapshotImport(
            offer, by: PlainSnapshot(), events: TemporaryBox.events, at: Fixtures.now, breathe: {}
        ).run(file, into: fresh.state, device: fresh.device)
        let ledger = try await fresh.open()
        let door = Doorstep(ledger: ledger, box: fresh)
        #expect(try await answer("t-2", at: door) == "admitted")
        #expect(try await ledger.cursor(of: Fixtures.eventID).position == 40)
    }
}
