// S2: shown implies stored. Whatever a guest saw with a number is on that door's disk, word for
// word; what could not be stored was shown as unavailable, never as a verdict.

import CheckinCore
import CheckinTesting

enum S2 {
    static func violations(_ evening: Evening) -> [String] {
        evening.shown.compactMap { shown in
            let announcement = shown.announcement
            guard let attempt = announcement.attempt else {
                return announcement.answer == .unavailable(.journalFailed)
                    ? nil : "S2: \(shown.door) showed a verdict without a number"
            }
            let stored = evening.journals[shown.door]?.attempts ?? []
            let index = Int(attempt.number.value) - 1
            guard stored.indices.contains(index), stored[index] == attempt,
                attempt.answer == announcement.answer
            else { return "S2: \(shown.door) showed #\(attempt.number), which is not stored" }
            return nil
        }
    }
}
