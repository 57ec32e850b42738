// Somebody of the staff: a whim, and what it comes to by what the journal shows them.

package import CheckinCore

package enum SimulatedStaff: Sendable {
    case override, undo, confirm, countIn, countOut, walkUp, alarm, clearOut, turn, lookup

    package static let manager = Staff(id: "33", role: .manager)

    /// How far back a page shows attempts.
    private static let visible = 12

    package static func whim(_ random: inout SeededRandom) -> SimulatedStaff {
        switch Int.random(in: 0..<20, using: &random) {
        case 0...3: .override
        case 4...7: .undo
        case 8...11: .confirm
        case 12: .countIn
        case 13: .countOut
        case 14: .walkUp
        case 15, 16: .alarm
        case 17: .clearOut
        case 18: .turn
        default: .lookup
        }
    }

    /// nil: there is nothing to do.
    package func order(by journal: MemoryJournal) -> Order? {
        let newest = journal.attempts.suffix(Self.visible)
        switch self {
        case .override:
            return newest.last { $0.answer.verdict?.refusal?.code.isOverridable == true }
                .map { .override($0.number) }
        case .undo:
            return newest.last { attempt in
                attempt.isPassage || attempt.act.kind == .walkUp || attempt.act.kind == .headcount
            }.map { .undo($0.number) }
        case .confirm:
            return newest.last { $0.answer.verdict?.refusal?.code == .notConfirmed }
                .map { .confirm($0.number) }
        case .countIn: return .headcount(1)
        case .countOut: return .headcount(-1)
        case .walkUp: return .walkUp(2)
        case .alarm: return journal.emergency.map { .allClear($0) } ?? .emergency
        case .clearOut: return .clearOut
        case .turn: return .turn
        case .lookup: return .lookup(found: 1)
        }
    }
}
