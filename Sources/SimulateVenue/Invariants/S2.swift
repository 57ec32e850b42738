// S2: shown implies stored. Whatever a guest saw with a number is on that box's disk, word for
// word, unless the disk failed since; what could not be stored was shown as unavailable.

import CheckinCore
import CheckinTesting
import Validation

enum S2 {
    static func violations(_ evening: VenueEvening) -> [String] {
        evening.shown.compactMap { shown in
            let announcement = shown.announcement
            guard let attempt = announcement.attempt else {
                return announcement.answer == .unavailable(.journalFailed)
                    ? nil : "S2: \(shown.device) showed a verdict without a number"
            }
            let journal = evening.disks[shown.device]?.journal
            if journal?.attempt(attempt.number) == attempt, attempt.answer == announcement.answer {
                return nil
            }
            let isLost = evening.lost.contains {
                $0.journal.device == shown.device && $0.number == attempt.number.value
            }
            return isLost
                ? nil : "S2: \(shown.device) showed #\(attempt.number), which is not stored"
        }
    }
}
