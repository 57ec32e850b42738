// S7: a clock that knows no time turns nobody away. On such an evening no check of time refuses, no
// list is too old, and no key is out of its time: every code here is genuine, so none is forged.

import CheckinCore
import CheckinTesting

enum S7 {
    private static let checksOfTime: Set<RefusalCode> = [
        .codeExpired, .notYetIssued, .notYetOpen, .closed, .forged, .unknownKey,
    ]

    static func violations(_ evening: Evening) -> [String] {
        guard !evening.timeTrusted else { return [] }
        return evening.journals.sorted { $0.key < $1.key }.flatMap { door, journal in
            journal.attempts.compactMap { attempt in
                switch attempt.answer {
                case .done: return nil
                case .unavailable(let cause):
                    return "S7: \(door) is unavailable with #\(attempt.number): \(cause.rawValue)"
                case .verdict(let verdict):
                    guard let code = verdict.refusal?.code, checksOfTime.contains(code) else {
                        return nil
                    }
                    return "S7: \(door) calls #\(attempt.number) \(code.rawValue) by a lost clock"
                }
            }
        }
    }
}
