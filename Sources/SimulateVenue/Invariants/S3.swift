// S3: what the server has is the union of all journals: each attempt exactly once, in the same
// words, and nothing else. What only a failed disk had, or a box that was revoked, may be missing.

import CheckinCore
import CheckinTesting
import Validation

enum S3 {
    static func violations(_ evening: VenueEvening) -> [String] {
        let told = evening.central.told
        let boxes = evening.disks.sorted { $0.key < $1.key }.flatMap { device, disk in
            disk.isRevoked ? [] : missing(disk.journal, evening.central, told, device)
        }
        let forks =
            evening.central.forks > 0 ? ["S3: \(evening.central.forks) numbers were forked"] : []
        return boxes + strange(evening) + forks
            + told.filter { $0.value > 1 }.map { place, count in
                "S3: \(place.journal.device) #\(place.number) is told \(count) times"
            }.sorted()
    }

    private static func missing(
        _ journal: MemoryJournal, _ central: CentralState, _ told: [Fold.Place: Int],
        _ device: DeviceID
    ) -> [String] {
        journal.attempts.compactMap { attempt in
            let name = journal.name(of: attempt.number)
            let held = central.journals[name]
            guard held?.entries[attempt.number.value]?.attempt == attempt else {
                return "S3: the server does not have \(device) #\(attempt.number) as it is"
            }
            let isRefused = held?.refused.contains(attempt.number.value) == true
            let place = Fold.Place(journal: name, number: attempt.number.value)
            return isRefused == (told[place] == nil)
                ? nil : "S3: \(device) #\(attempt.number) is not in the feed"
        }
    }

    /// What the server has and no journal.
    private static func strange(_ evening: VenueEvening) -> [String] {
        evening.central.journals.sorted { $0.key.incarnation < $1.key.incarnation }.flatMap {
            name, held in
            held.entries.sorted { $0.key < $1.key }.compactMap { number, entry -> String? in
                let journal = evening.disks[name.device]?.journal
                let own = journal?.attempt(AttemptNumber(number))
                if own == entry.attempt, journal?.name(of: AttemptNumber(number)) == name {
                    return nil
                }
                let isLost = evening.lost.contains(Fold.Place(journal: name, number: number))
                return isLost ? nil : "S3: the server has \(name.device) #\(number) alone"
            }
        }
    }
}
