// S1: one admission per ticket, at a door and among doors that hear of each other. Nobody is let
// in by a box that has heard, by any door, of an entry that nothing has ended since; and once
// everything was told between two presentations at two doors, the second is no admission.

import CheckinCore
import CheckinTesting
import Validation

enum S1 {
    static func violations(_ evening: VenueEvening) -> [String] {
        let boxes = evening.disks.sorted { $0.key < $1.key }.flatMap { device, disk in
            admittedThoughInside(
                disk.journal,
                evening.central.lives.merging(lives(of: disk.journal)) { told, _ in told }, device)
        }
        let unclear = unclear(evening)
        return boxes
            + evening.probes.filter { !unclear.contains($0.ticket) }.compactMap(probed)
    }

    /// A life that never reached the server is its own box's to know.
    private static func lives(of journal: MemoryJournal) -> [JournalName: Life] {
        var previous: Incarnation?
        var lives: [JournalName: Life] = [:]
        for life in journal.lives {
            let name = JournalName(device: journal.device, incarnation: life.incarnation)
            lives[name] = Life(base: life.base.value, previous: previous)
            previous = life.incarnation
        }
        return lives
    }

    /// Tickets of which an attempt was lost by its own box and by the server, as far as others
    /// still know of it: nobody tells it to the box that lost it.
    private static func unclear(_ evening: VenueEvening) -> Set<TicketID> {
        let held = Set(evening.central.attempts.map(Fold.Place.init))
        let lost = evening.disks.values.flatMap(\.journal.merged).filter {
            let place = Fold.Place($0)
            return evening.lost.contains(place) && !held.contains(place)
        }
        return Set(lost.compactMap(\.attempt.claims?.ticket))
    }

    /// What each box knew when it answered, folded anew.
    private static func admittedThoughInside(
        _ journal: MemoryJournal, _ lives: [JournalName: Life], _ device: DeviceID
    ) -> [String] {
        var known: [PlacedAttempt] = []
        return journal.arrivals.compactMap { placed -> String? in
            defer { known.append(placed) }
            let attempt = placed.attempt
            guard placed.journal.device == device, let ticket = attempt.claims?.ticket,
                journal.attempt(attempt.number) == attempt, attempt.isPassage,
                attempt.direction == .entry, attempt.answer.kind != .admittedByOverride
            else { return nil }
            let told = known.filter { $0.attempt.event == attempt.event && matters($0, ticket) }
            let fold = Fold(told, of: Fixtures.eventID, lives: lives)
            return fold.standing(of: ticket).isInside
                ? "S1: \(device) admits \(ticket) with #\(attempt.number), who was inside" : nil
        }
    }

    private static func matters(_ placed: PlacedAttempt, _ ticket: TicketID) -> Bool {
        placed.attempt.act.kind == .clearOut || placed.attempt.claims?.ticket == ticket
    }

    private static func probed(_ probe: Probe) -> String? {
        let first = probe.first.answer
        let isInside =
            first.kind.isEntry || first.reason == RefusalCode.alreadyInside.rawValue
        guard isInside, probe.second.answer.kind.isEntry,
            probe.second.answer.verdict?.repeats == nil
        else { return nil }
        return "S1: \(probe.devices[1]) admits \(probe.ticket), whom \(probe.devices[0]) let in"
    }
}
