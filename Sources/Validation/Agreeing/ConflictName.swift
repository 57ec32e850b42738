// The name of a conflict: what boxes and the central server call it when they speak of it.

import CheckinCore
internal import Cryptography

extension Conflict {
    /// The same whoever finds it, and whatever the clocks were: see "The fold" in docs/PROTOCOL.md.
    package var name: String {
        let sides = [Self.lines(first), Self.lines(second)]
        let inOrder = Self.isBefore(first, second) ? sides : sides.reversed()
        let text = (["checkind/conflict"] + inOrder.flatMap { $0 }).joined(separator: "\n")
        return String(Hex.text(of: SHA256.digest(of: Array(text.utf8).span)).prefix(32))
    }

    private static func lines(_ placed: PlacedAttempt) -> [String] {
        [
            placed.journal.device.text, placed.journal.incarnation.text,
            String(placed.attempt.number.value),
        ]
    }

    private static func isBefore(_ left: PlacedAttempt, _ right: PlacedAttempt) -> Bool {
        if left.journal.device != right.journal.device {
            return left.journal.device < right.journal.device
        }
        if left.journal.incarnation != right.journal.incarnation {
            return left.journal.incarnation < right.journal.incarnation
        }
        return left.attempt.number < right.attempt.number
    }
}
