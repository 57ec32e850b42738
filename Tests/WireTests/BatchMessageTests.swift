// Batches up, and what the server says to them.

import CheckinCore
import CheckinTesting
import Testing

@testable import Wire

@Suite struct BatchMessageTests {
    private let journal = JournalName(device: "box-1", incarnation: "life-2")

    private func text(_ batch: JournalBatch) -> String {
        String(decoding: BatchMessage.bytes(of: batch), as: UTF8.self)
    }

    private func entries(_ count: Int, seed: UInt64 = 1) -> [JournalEntry] {
        var attempts = RandomAttempts(seed: seed)
        return (0..<count).map { _ in attempts.entry() }
    }

    @Test func aBatchIsReadAsItWasWritten() throws {
        let batch = JournalBatch(
            journal: journal, base: AttemptNumber(7), previous: "life-1",
            lost: [8...9, 12...12], entries: entries(500))
        let bytes = BatchMessage.bytes(of: batch)
        #expect(bytes.count < BatchMessage.maximumBytes)
        #expect(try BatchMessage.batch(of: bytes, from: "box-1") == batch)
    }

    @Test func aFirstLifeSaysThatItBeginsAtNothing() {
        let batch = JournalBatch(journal: journal, entries: [])
        #expect(text(batch) == #"{"incarnation":"life-2","base":0,"attempts":[]}"#)
    }

    @Test func tellsTheGapsThatLieNearest() throws {
        let last = entries(1)
        let number = last[0].attempt.number.value
        let lost = (1...2_000).map { Int64($0) * 2...Int64($0) * 2 }
        let batch = JournalBatch(
            journal: journal, lost: lost + [number + 1...number + 2], entries: last)
        let read = try BatchMessage.batch(of: BatchMessage.bytes(of: batch), from: "box-1")
        #expect(read.lost == Array(lost.suffix(BatchMessage.maximumLost)))
    }

    @Test(arguments: [
        (#"{"attempts":[]}"#, WireFault.missing("incarnation")),
        (#"{"incarnation":"a"}"#, .missing("attempts")),
        (#"{"incarnation":"a","attempts":{}}"#, .malformed("attempts")),
        (#"{"incarnation":"a","attempts":[1]}"#, .malformed("attempts")),
        (#"{"incarnation":"a","attempts":[],"base":-1}"#, .malformed("base")),
        (#"{"incarnation":"a","attempts":[],"lost":[[2,1]]}"#, .malformed("lost")),
        (#"{"incarnation":"a","attempts":[],"lost":[[1]]}"#, .malformed("lost")),
        (
            #"{"incarnation":"a","attempts":["# + String(repeating: "{},", count: 500) + "{}]}",
            .tooMany("attempts")
        ),
    ])
    func refusesABatchThatIsNone(text: String, fault: WireFault) {
        #expect(throws: fault) {
            try BatchMessage.batch(of: Array(text.utf8), from: "box-1")
        }
    }

    @Test func readsTheServersAnswer() throws {
        // As PostgreSQL spells it.
        let text = """
            {"held": 12, "known": 1, "notes": [{"with": {"device": "box-2", "number": 4, \
            "incarnation": "other"}, "number": 11, "conflict": "abc123"}, {"knew": {"since": 5, \
            "status": "cancelled"}, "number": 12}], "forked": [3], "stored": 2, \
            "refused": [{"number": 10, "reason": "malformed_at"}], "unnumbered": 0}
            """
        let answer = try BatchAnswer(Array(text.utf8))
        #expect(
            answer
                == BatchAnswer(
                    held: AttemptNumber(12), stored: 2, known: 1,
                    refused: [.init(number: AttemptNumber(10), reason: "malformed_at")],
                    forked: [AttemptNumber(3)],
                    notes: [
                        .conflict(
                            AttemptNumber(11), id: "abc123",
                            with: JournalName(device: "box-2", incarnation: "other"),
                            number: AttemptNumber(4)),
                        .knew(
                            AttemptNumber(12), status: "cancelled",
                            since: Timestamp(milliseconds: 5)),
                    ]))
        #expect(try BatchAnswer(answer.bytes) == answer)
    }

    @Test func aNoteThatCannotBeReadKeepsNothingFromBeingHeld() throws {
        let text = #"{"held": 1, "notes": [1, {}, {"number": 1}, {"number": 1, "newer": 2}]}"#
        #expect(try BatchAnswer(Array(text.utf8)) == BatchAnswer(held: AttemptNumber(1)))
        let many = #"{"held": 1, "notes": ["# + String(repeating: "0,", count: 9_000) + "0]}"
        #expect(try BatchAnswer(Array(many.utf8)).held == AttemptNumber(1))
    }

    @Test(arguments: [
        ("", WireFault.notJSON), ("<html></html>", .notJSON), ("{}", .missing("held")),
        (#"{"held": "1"}"#, .malformed("held")), (#"{"held": -1}"#, .malformed("held")),
        (#"{"held": 1.0}"#, .malformed("held")), (#"{"held": 1, "notes": 3}"#, .malformed("notes")),
        (#"{"held": 1, "refused": [3]}"#, .malformed("refused")),
    ])
    func refusesAnAnswerThatIsNone(text: String, fault: WireFault) {
        #expect(throws: fault) { try BatchAnswer(Array(text.utf8)) }
    }
}
