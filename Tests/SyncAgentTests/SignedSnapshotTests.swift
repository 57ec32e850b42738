// What proves a snapshot, and every way in which one is none: none of them may be believed.

import CheckinCore
import CheckinTesting
import Testing
import Wire

@testable import SyncAgent

@Suite struct SignedSnapshotTests {
    private func fault(
        _ text: SnapshotText, _ bytes: [UInt8]? = nil, offer: SnapshotOffer? = nil,
        trust: ServerTrust? = nil
    ) throws -> SnapshotFault? {
        let snapshot = SignedSnapshot(try offer ?? text.offer(), trust: try trust ?? text.trust)
        do {
            try snapshot.check(SnapshotText.lines(of: try bytes ?? text.bytes()))
            return nil
        } catch { return try #require(error as? SnapshotFault) }
    }

    @Test func oneThatIsWholeAndSignedIsBelieved() throws {
        let text = try SnapshotText()
        #expect(try fault(text) == nil)
        let snapshot = SignedSnapshot(try text.offer(), trust: try text.trust)
        #expect(try snapshot.change(of: Array(SnapshotText.header.utf8)) == nil)
        #expect(
            try snapshot.change(of: Array(SnapshotText.ticket.utf8))
                == .ticket("t-1", row: Array(#"{"status": "valid"}"#.utf8)))
    }

    /// Every byte of it counts, and every end before its own.
    @Test func oneThatWasChangedOrCutIsNot() throws {
        let text = try SnapshotText()
        let bytes = try text.bytes()
        for place in bytes.indices.dropLast() {
            var changed = bytes
            changed[place] ^= 1
            #expect(try fault(text, changed) != nil, "byte \(place)")
            #expect(try fault(text, Array(bytes[..<place])) != nil, "cut at \(place)")
        }
        #expect(try fault(text, bytes + bytes) == .notWhole)
        #expect(try fault(text, []) == .notWhole)
    }

    @Test func whatIsSaidOfItMustBeSo() throws {
        var text = try SnapshotText()
        text.count = 2
        #expect(try fault(text) == .notWhole)
        text.count = nil
        text.digest = String(repeating: "0", count: 64)
        #expect(try fault(text) == .altered)
    }

    @Test func nobodyElseMaySignIt() throws {
        let text = try SnapshotText()
        #expect(try fault(text, trust: try SnapshotText().trust) == .untrusted)
        // The server's own signature of something else.
        for place in 0..<3 {
            var other = text
            other.signed[place] = "41"
            #expect(try fault(other) == .untrusted)
        }
    }

    @Test func oneOfAnotherEventOrPlaceIsNotTheOneThatWasOffered() throws {
        let text = try SnapshotText()
        let offer = try text.offer()
        func other(
            id: SnapshotID = "s-1", event: EventID = "gala", generation: FeedGeneration = "life",
            position: Int64 = 40
        ) -> SnapshotOffer {
            SnapshotOffer(
                id: id, event: event, generation: generation, position: position, asOf: offer.asOf,
                size: offer.size)
        }
        for wrong in [
            other(id: "s-2"), other(event: "matinee"), other(generation: "second"),
            other(position: 41),
        ] {
            #expect(try fault(text, offer: wrong) == .ofAnother)
        }
    }

    @Test func aLineOfAnotherVersionIsToldByWhatIsWrong() throws {
        var text = try SnapshotText()
        text.lines[0] = text.lines[0].replacing("snapshot/1", with: "snapshot/2")
        #expect(try fault(text) == .unreadable(.malformed("format")))
    }
}
