// The parameters of a query: each is read whole and in its bounds, or the question is refused. A
// value that cannot be read must never be taken for one that was left out.

import CheckinCore
import WebEdge

enum QueryValue {
    static func number(_ text: Substring?, _ bounds: ClosedRange<Int64>) throws -> Int64? {
        guard let text else { return nil }
        guard let number = Int64(text), bounds.contains(number) else { throw Problem.badQuery }
        return number
    }

    static func incarnation(_ text: Substring?) throws -> String? {
        guard let text else { return nil }
        guard let life = Incarnation(String(text)) else { throw Problem.badQuery }
        return life.text
    }

    static func uuid(_ text: Substring?) throws -> String? {
        guard let text else { return nil }
        guard UUIDText.isUUID(text.utf8) else { throw Problem.badQuery }
        return String(text)
    }

    /// The name of a conflict: hexadecimal digits in lower case.
    static func conflict(_ text: Substring?) throws -> String? {
        guard let text else { return nil }
        guard text.utf8.count == conflictDigits,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw Problem.badQuery }
        return String(text)
    }

    /// 128 bits of a SHA-256.
    private static let conflictDigits = 32
}
