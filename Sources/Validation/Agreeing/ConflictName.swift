// The name of a conflict: what boxes and the central server call it when they speak of it.

package import CheckinCore
internal import Cryptography

extension Conflict {
    /// The same whoever finds it, and whatever the clocks were: see "The fold" in docs/PROTOCOL.md.
    package var name: ConflictName {
        let sides = second.map { Self.inOrder(first, $0) } ?? [first]
        let text = (["checkind/conflict"] + sides.flatMap(Self.lines)).joined(separator: "\n")
        let digest = Hex.text(of: SHA256.digest(of: Array(text.utf8).span)).prefix(32)
        guard let name = ConflictName(String(digest)) else {
            preconditionFailure("32 digits are an identifier")
        }
        return name
    }

    private static func inOrder(
        _ left: PlacedAttempt, _ right: PlacedAttempt
    ) -> [PlacedAttempt] {
        isBefore(left, right) ? [left, right] : [right, left]
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
