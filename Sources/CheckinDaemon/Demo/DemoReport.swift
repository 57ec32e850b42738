// The terminal of the demonstration: a display like the door page, which prints each verdict, says
// that it has been seen, and keeps count of what was not as expected.

import CheckinCore
import Ledger
import Scanner
import Synchronization

final class DemoReport: DoorDisplay {
    private struct State {
        /// Pictures that were looked at and not yet printed, oldest first.
        var waiting: [(name: String, wasRead: Bool)] = []
        var lines: [DemoLine] = []
    }

    private let guests: [String: DemoGuest]
    private let line: VerdictLine
    private let state = Mutex(State())
    /// Set once the box is built, before anything is shown.
    private let ledger = Mutex<SQLiteLedger?>(nil)

    /// `guests`: by the name of their picture.
    init(guests: [String: DemoGuest], line: VerdictLine) {
        self.guests = guests
        self.line = line
    }

    func acknowledge(to ledger: SQLiteLedger) { self.ledger.withLock { $0 = ledger } }

    /// Called by the scanner for each picture, before its code comes to the door.
    func looked(at picture: PictureReading) {
        state.withLock { $0.waiting.append((picture.name, !picture.tokens.isEmpty)) }
    }

    func show(_ announcement: Announcement) async {
        printUnread()
        let name = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst().name }
        report(name, announcement)
        if let number = announcement.attempt?.number {
            // The terminal has shown it; a failure to note that is the ledger's to report.
            try? await ledger.withLock { $0 }?.acknowledge(number)
        }
    }

    func isWatched() -> Bool { true }

    /// Prints the pictures at the front of the queue in which nothing was read.
    func printUnread() {
        while let name = state.withLock({ state -> String? in
            guard let first = state.waiting.first, !first.wasRead else { return nil }
            return state.waiting.removeFirst().name
        }) {
            report(name, nil)
        }
    }

    private func report(_ name: String?, _ announcement: Announcement?) {
        let guest = name.flatMap { guests[$0] }
        let got = announcement.flatMap { DemoExpectation($0.answer) }
        let result = DemoLine(
            isGuest: guest != nil, isExpected: guest.map { $0.expected == got } ?? true,
            expected: guest?.expected?.name,
            kind: announcement?.answer.kind, elapsed: announcement?.elapsed)
        state.withLock { $0.lines.append(result) }
        CommandOutput.line(text(guest?.who ?? "in front of the camera", announcement, result))
    }

    private func text(
        _ who: String, _ announcement: Announcement?, _ result: DemoLine
    ) -> String {
        let mark = announcement.map { $0.answer.kind.isEntry ? "✓" : "✕" } ?? "·"
        let reason = announcement.map { $0.answer.reason ?? $0.answer.kind.rawValue }
        let time = announcement.map { "\($0.elapsed.milliseconds) ms" } ?? ""
        let staff = announcement.map { line.staffLine($0) } ?? "nothing to read in this picture"
        let surprise = result.isExpected ? "" : "  ← expected \(result.expected ?? "nothing")"
        return "\(mark) \(VerdictLine.pad(who, 30))\(VerdictLine.pad(reason ?? "–", 20))"
            + "\(VerdictLine.pad(time, 8, left: true))  \(staff)\(surprise)"
    }

    var lines: [DemoLine] { state.withLock { $0.lines } }
}

/// One printed verdict, for the summary.
struct DemoLine {
    /// One of the drawn guests, of whom something is expected.
    let isGuest: Bool
    let isExpected: Bool
    let expected: String?
    let kind: OutcomeKind?
    /// From the frame to the disk.
    let elapsed: Duration?
}
