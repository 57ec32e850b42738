// What somebody types to show that they are who they say. Short, so what makes it safe is that it
// cannot be tried often. It must never print itself, and is stored as a hash only.

/// 6 to 12 digits.
package struct PIN: Hashable, Sendable {
    package static let digits = 6...12

    /// The digits in the open, for hashing and for showing a new one once.
    package let revealed: String

    /// What was typed: any digits of a possible length. nil: nobody has such a PIN.
    package init?(typed text: String) {
        guard Self.digits.contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        revealed = text
    }

    /// A new PIN of the person `id`; refuses the ones that are guessed first.
    package init(choosing text: String, for id: StaffID) throws(PINFault) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .notDigits }
        guard text.utf8.count >= Self.digits.lowerBound else { throw .tooShort }
        guard text.utf8.count <= Self.digits.upperBound else { throw .tooLong }
        guard !Self.isTrivial(Array(text.utf8)), !Self.repeats(Array(id.text.utf8), text) else {
            throw .trivial
        }
        revealed = text
    }

    /// The same digit all along, two digits in turn, or a run: up, down, over the nine or the
    /// nought.
    private static func isTrivial(_ digits: [UInt8]) -> Bool {
        let steps = zip(digits, digits.dropFirst()).map { (Int($1) - Int($0) + 10) % 10 }
        if steps.allSatisfy({ $0 == 1 }) || steps.allSatisfy({ $0 == 9 }) { return true }
        return zip(digits, digits.dropFirst(2)).allSatisfy { $0 == $1 }
    }

    /// The id itself, once or several times over, or with noughts before it.
    private static func repeats(_ id: [UInt8], _ text: String) -> Bool {
        let digits = Array(text.utf8)
        guard !id.isEmpty, digits.count >= id.count else { return false }
        let rest = digits.prefix(digits.count - id.count)
        if rest.allSatisfy({ $0 == 0x30 }), digits.suffix(id.count).elementsEqual(id) {
            return true
        }
        guard digits.count % id.count == 0 else { return false }
        return digits.indices.allSatisfy { digits[$0] == id[$0 % id.count] }
    }
}

extension PIN: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a PIN cannot be somebody's new one.
package enum PINFault: String, Fault, Hashable, CaseIterable {
    case notDigits = "pin_not_digits"
    case tooShort = "pin_too_short"
    case tooLong = "pin_too_long"
    case trivial = "pin_trivial"
    case unchanged = "pin_unchanged"

    package var code: String { rawValue }
    package var remedy: FaultRemedy { .retry }

    package var message: String {
        switch self {
        case .notDigits: "a PIN has digits only"
        case .tooShort: "a PIN has at least \(PIN.digits.lowerBound) digits"
        case .tooLong: "a PIN has at most \(PIN.digits.upperBound) digits"
        case .trivial: "that PIN is too easy to guess"
        case .unchanged: "that is the old PIN"
        }
    }

    package var hint: String { "choose another one" }
}
