// S5: in the end everybody says the same: every ticket stands alike at every box and at the
// server, the lists are alike, a real ledger agrees with itself, and every admission at two doors
// is a conflict, by the same name everywhere. What only a revoked box or a failed disk had may be
// known to some and not to others.

import CheckinCore
import CheckinTesting
import Validation

enum S5 {
    static func violations(_ evening: VenueEvening) -> [String] {
        guard evening.drained != nil else { return [] }
        let attempts = evening.central.attempts
        let held = Set(attempts.map(Fold.Place.init))
        let fold = Fold(attempts, of: Fixtures.eventID, lives: evening.central.lives)
        return evening.disks.sorted { $0.key < $1.key }.flatMap { device, disk -> [String] in
            guard !disk.isRevoked else { return [] }
            let gone = disk.journal.merged.filter { !held.contains(Fold.Place($0)) }
            let strange = gone.filter { !isExcused($0, evening) }.map {
                "S5: \(device) knows \($0.journal.device) #\($0.attempt.number), nobody else does"
            }
            let untold = gone.filter { isExcused($0, evening) }
            return strange
                + differences(disk, fold, evening.central, besides: untold, device)
        }
    }

    /// Refused by the server, or nobody can tell it any more.
    private static func isExcused(_ placed: PlacedAttempt, _ evening: VenueEvening) -> Bool {
        evening.lost.contains(Fold.Place(placed))
            || evening.disks[placed.journal.device]?.isRevoked == true
            || evening.central.journals[placed.journal]?.refused.contains(
                placed.attempt.number.value) == true
    }

    private static func differences(
        _ disk: Disk, _ fold: Fold, _ central: CentralState, besides untold: [PlacedAttempt],
        _ device: DeviceID
    ) -> [String] {
        var violations = disk.differences.map { "S5: \(device): \($0)" }
        let ofEvent = untold.filter { $0.attempt.event == Fixtures.eventID }
        let isUnclear = ofEvent.contains { $0.attempt.act.kind == .clearOut }
        let unclear = Set(ofEvent.compactMap(\.attempt.claims?.ticket))
        for ticket in central.tickets.values.sorted(by: { $0.id < $1.id }) {
            let told = disk.standings[ticket.id]
            if told?.status != ticket.status {
                violations.append(
                    "S5: \(device) has \(ticket.id) as \(told?.status?.rawValue ?? "none")")
            }
            let standing = fold.standing(of: ticket.id)
            if !isUnclear, !unclear.contains(ticket.id), told?.standing != standing {
                violations.append(
                    "S5: \(device) has \(ticket.id) as \(String(describing: told?.standing)), "
                        + "and the server \(standing)")
            }
        }
        if !isUnclear, unclear.isEmpty, disk.conflicts != fold.conflicts {
            violations.append(
                "S5: \(device) has conflicts \(disk.conflicts.sorted()), and the server "
                    + "\(fold.conflicts.sorted())")
        }
        return violations
    }
}
