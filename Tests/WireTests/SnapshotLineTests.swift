// Which snapshot there is, and what its lines say.

import CheckinCore
import CheckinTesting
import Testing

@testable import Wire

@Suite struct SnapshotLineTests {
    private func read(_ text: String) throws -> SnapshotLine { try SnapshotLine(Array(text.utf8)) }

    @Test func readsWhatTheServerOffers() throws {
        let text = #"""
            {"id": "0f9b1f7e-1111-2222-3333-444455556666", "event": "gala", "generation": "life", \#
            "cursor": 40, "as_of": 7, "tickets": 12, "attempts": 3, "size": 900, \#
            "sha256": "00"}
            """#
        let offer = try SnapshotMessage.offer(of: Array(text.utf8))
        #expect(offer.cursor == FeedCursor(generation: "life", position: 40))
        #expect(offer.id.text.hasPrefix("0f9b1f7e") && offer.size == 900)
        #expect(try SnapshotMessage.offer(of: SnapshotMessage.bytes(of: offer)) == offer)
        for wrong in [#""size": 0"#, #""size": -1"#, #""size": 99999999999999"#] {
            #expect(throws: WireFault.malformed("size")) {
                try SnapshotMessage.offer(
                    of: Array(text.replacing(#""size": 900"#, with: wrong).utf8))
            }
        }
    }

    @Test func readsALineOfEachKind() throws {
        let header = #"""
            {"kind": "header", "format": "checkind-snapshot/1", "snapshot": "s-1", \#
            "event": "gala", "generation": "life", "cursor": 40, "as_of": 7, "tickets": 1}
            """#
        guard case .header(let read) = try read(header) else {
            Issue.record("is no header")
            return
        }
        #expect(read.offer(size: 9).id == "s-1" && read.offer(size: 9).size == 9)
        #expect(
            read.signedBytes(digest: "ab") == Array("checkind/snapshot/1\ngala\nlife\n40\nab".utf8))
        let tier = try self.read(#"{"key": "g", "body": {"name": "General"}, "kind": "tier"}"#)
        let body = Array(#"{"name": "General"}"#.utf8)
        #expect(tier == .change(.other(kind: "tier", key: "g", body: body)))
        let trailer = #"{"kind": "trailer", "lines": 2, "sha256": "ab", "signature": "AAAA"}"#
        guard case .trailer(let end) = try self.read(trailer) else {
            Issue.record("is no trailer")
            return
        }
        #expect(end.lines == 2 && end.digest == "ab" && end.signature == [0, 0, 0])
    }

    @Test func aLineThatIsNoneIsSaidSo() {
        let wrong: [(String, WireFault)] = [
            ("", .notJSON), ("[]", .notJSON), (#"{"kind": "ticket"}"#, .missing("key")),
            (#"{"kind": "header", "format": "other/9"}"#, .malformed("format")),
            (#"{"kind": "trailer", "lines": 0}"#, .malformed("lines")),
            (
                #"{"kind": "trailer", "lines": 1, "sha256": "", "signature": "?"}"#,
                .malformed("signature")
            ),
            (String(repeating: " ", count: SnapshotLine.maximumBytes + 1), .tooLarge),
        ]
        for (text, fault) in wrong { #expect(throws: fault) { try read(text) } }
    }
}
