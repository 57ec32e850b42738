// S8: nobody goes in while an emergency holds, by whatever code and on whoever's word, and whatever
// crashes lie between the alarm and the all-clear.

import CheckinCore
import CheckinTesting

enum S8 {
    static func violations(_ evening: Evening) -> [String] {
        evening.journals.sorted { $0.key < $1.key }.flatMap { door, journal -> [String] in
            var emergency: AttemptNumber?
            return journal.attempts.compactMap { attempt -> String? in
                switch attempt.act.kind {
                case .emergency: emergency = attempt.number
                case .allClear: if attempt.act.target == emergency { emergency = nil }
                default: break
                }
                let isEntry = attempt.answer.kind.isEntry || attempt.act.kind == .walkUp
                guard let emergency, isEntry else { return nil }
                return "S8: \(door) lets in #\(attempt.number) in emergency #\(emergency)"
            }
        }
    }
}
