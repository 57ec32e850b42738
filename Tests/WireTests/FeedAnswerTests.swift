// Pages of a feed: what this version knows is read, what it does not know is kept as it came.

import CheckinCore
import CheckinTesting
import Testing

@testable import Wire

@Suite struct FeedAnswerTests {
    private let event: EventID = "c56a4180-65aa-42ec-a945-5fd21dec0538"
    private let generation: FeedGeneration = "11111111-2222-3333-4444-555555555555"

    private func read(_ text: String) throws -> FeedAnswer { try FeedAnswer(Array(text.utf8)) }

    private func page(_ entries: String, cursor: Int64 = 9, head: Int64 = 9) -> String {
        """
        {"event": "\(event)", "generation": "\(generation)", "cursor": \(cursor), \
        "head": \(head), "as_of": 77, "entries": [\(entries)]}
        """
    }

    private func changes(_ text: String) throws -> [FeedChange] {
        guard case .page(let page) = try read(text) else { return [] }
        return page.changes
    }

    @Test func readsAPage() throws {
        let text = page(
            """
            {"at": 1, "key": "t-1", "body": {"status": "valid", "holder": "Asha"}, \
            "kind": "ticket", "position": 3}, \
            {"at": 1, "key": "t-2", "kind": "ticket", "position": 5}, \
            {"at": 1, "key": "r-1", "body": {"code": "R4MZ7Q"}, "kind": "reservation", \
            "position": 6}, \
            {"at": 1, "key": "g", "body": {"name": "General"}, "kind": "tier", "position": 8}
            """, head: 12)
        let row = #"{"status": "valid", "holder": "Asha"}"#
        #expect(
            try read(text)
                == .page(
                    FeedPage(
                        event: event, generation: generation, position: 9, head: 12,
                        asOf: Timestamp(milliseconds: 77),
                        changes: [
                            .ticket("t-1", row: Array(row.utf8)), .ticket("t-2", row: nil),
                            .reservation("r-1", row: Array(#"{"code": "R4MZ7Q"}"#.utf8)),
                            .other(
                                kind: "tier", key: "g",
                                body: Array(#"{"name": "General"}"#.utf8)),
                        ])))
    }

    @Test func aPageIsReadAsItWasWritten() throws {
        var attempts = RandomAttempts(seed: 3)
        var changes: [FeedChange] = []
        for number in 0..<200 {
            let journal = JournalName(
                device: DeviceID(uuid: (0..<16).map { _ in UInt8(number) }), incarnation: "life")
            changes.append(
                .attempt(
                    ForeignAttempt(
                        journal: journal, attempt: attempts.attempt(),
                        reservation: number % 2 == 0 ? "r-1" : nil)))
        }
        changes.append(.ticket("t", row: Array("{}".utf8)))
        changes.append(.other(kind: "news", key: "k", body: nil))
        let answer = FeedAnswer.page(
            FeedPage(
                event: event, generation: generation, position: 300, head: 300, asOf: nil,
                changes: changes))
        #expect(try FeedAnswer(answer.bytes(of: event)) == answer)
        let reset = FeedAnswer.reset(generation, head: 4)
        #expect(try FeedAnswer(reset.bytes(of: event)) == reset)
    }

    @Test func anAttemptThatIsNotUnderstoodIsKeptAsItCame() throws {
        // A decision of a manager: a word that this version does not know.
        let body = #"{"number": 1, "act": "decision", "device": "b", "incarnation": "l"}"#
        let text = page(
            #"{"position": 1, "kind": "attempt", "key": "4.1", "at": 1, "body": \#(body)}"#)
        #expect(
            try changes(text) == [.other(kind: "attempt", key: "4.1", body: Array(body.utf8))])
    }

    @Test func anEmptyPageIsAPage() throws {
        #expect(try changes(page("", cursor: 0, head: 0)).isEmpty)
    }

    @Test func refusesAPageThatIsNone() throws {
        let entry = #"{"position": 3, "kind": "x", "key": "k", "at": 1}"#
        _ = try read(page(entry))
        let wrong: [(String, WireFault)] = [
            ("<html>please log in</html>", .notJSON), ("{}", .missing("event")),
            (page(entry + "," + entry), .malformed("position")),
            (page(entry, cursor: 2), .malformed("position")),
            (page(entry, cursor: 9, head: 8), .malformed("cursor")),
            (page(#"{"position": 0, "kind": "x", "key": "k"}"#), .malformed("position")),
            (page(#"{"position": 1, "key": "k"}"#), .missing("kind")),
            (page(#"{"position": 1, "kind": "ticket", "key": ""}"#), .malformed("key")),
            (page(#"{"position": 1, "kind": "x", "key": "k", "body": 3}"#), .malformed("body")),
            (page("3"), .malformed("entries")),
            (page(entry).replacing("\"entries\"", with: "\"others\""), .missing("entries")),
            (
                page(
                    (1...501).map { #"{"position": \#($0), "kind": "x", "key": "k"}"# }
                        .joined(separator: ","), cursor: 600, head: 600), .tooMany("entries")
            ),
        ]
        for (text, fault) in wrong { #expect(throws: fault) { try read(text) } }
        let most = FeedAnswer.maximumBytes
        #expect(throws: WireFault.tooLarge) {
            try FeedAnswer([UInt8](repeating: 32, count: most + 1))
        }
    }
}
