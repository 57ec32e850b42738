// What a `MemoryLedger` has on its pretended disk, and what can be read out of it. Everything is
// derived from the attempts each time it is asked for: slow, and with nothing to get out of step.

package import CheckinCore
internal import Validation

package struct MemoryJournal: Sendable {
    package let name: JournalName
    package private(set) var attempts: [Attempt] = []
    /// Those of others too, in the one order that all have.
    private var merged: [PlacedAttempt] = []
    var all: [PlacedAttempt] { merged }
    /// The same without those that were taken back.
    private var standing: [Attempt] = []
    /// What others took money for.
    private var foreignPayments: [ForeignAttempt] = []
    /// The latest clock of another box that was believed.
    private var heard: HybridTime?
    /// Numbers that a display has shown.
    package private(set) var seen: Set<AttemptNumber> = []
    /// In the order of their receipts.
    package private(set) var payments: [(number: AttemptNumber, payment: Payment)] = []

    package init(
        name: JournalName = JournalName(device: "memory", incarnation: "memory-1")
    ) {
        self.name = name
    }

    package var nextNumber: AttemptNumber { AttemptNumber(Int64(attempts.count) + 1) }

    package mutating func append(_ attempt: Attempt) {
        precondition(attempt.number == nextNumber, "attempts are numbered without gaps")
        attempts.append(attempt)
        place(PlacedAttempt(journal: name, attempt: attempt))
    }

    private mutating func place(_ placed: PlacedAttempt) {
        let index = merged.lastIndex { $0 < placed }.map { $0 + 1 } ?? 0
        merged.insert(placed, at: index)
        // Most come at the end, and neither take anything back nor were taken back before.
        let isPlain =
            placed.attempt.act.kind != .undo
            && !merged.contains { $0.attempt.act.target == placed.attempt.number }
        if index == merged.count - 1, isPlain {
            standing.append(placed.attempt)
        } else {
            standAnew()
        }
    }

    private mutating func standAnew() {
        let takenBack = TakenBack(merged)
        standing = merged.filter { !takenBack.contains($0) }.map(\.attempt)
    }

    /// The clock of the next attempt.
    package func nextClock(at now: Timestamp) -> HybridTime {
        let last = [attempts.last?.clock, heard].compactMap(\.self).max()
        return HybridClock.next(after: last, now: now)
    }

    /// Takes in what another box did, once; not what is our own.
    package mutating func hear(_ foreign: ForeignAttempt, at now: Timestamp) {
        let placed = PlacedAttempt(foreign)
        let clock = placed.attempt.clock
        if HybridClock.isBelievable(clock, at: now) { heard = max(clock, heard ?? clock) }
        let own = foreign.journal.device == name.device ? attempt(placed.attempt.number) : nil
        guard own?.clock != clock, !merged.contains(placed) else { return }
        place(placed)
        if foreign.reservation != nil { foreignPayments.append(foreign) }
    }

    package mutating func append(_ payment: Payment, at number: AttemptNumber) {
        precondition(payment.receipt == nextReceipt, "receipts are numbered without gaps")
        payments.append((number, payment))
    }

    /// What an attempt took money for; nil when it took none.
    func reservation(paidBy placed: PlacedAttempt) -> ReservationID? {
        guard placed.attempt.act.kind == .payment else { return nil }
        if placed.journal == name {
            return payments.first { $0.number == placed.attempt.number }?.payment.reservation
        }
        return foreignPayments.first { PlacedAttempt($0) == placed }?.reservation
    }

    package var nextReceipt: Int64 { Int64(payments.count) + 1 }

    package func isPaid(_ reservation: ReservationID) -> Bool {
        let undone = undone
        let takenBack = TakenBack(merged)
        return payments.contains {
            $0.payment.reservation == reservation && !undone.contains($0.number)
        }
            || foreignPayments.contains {
                $0.reservation == reservation && !takenBack.contains(PlacedAttempt($0))
            }
    }

    /// When each wrong reservation code was shown last, around `now`.
    package func wrongReservations(at now: Timestamp) -> [Timestamp] {
        let span = ReservationThrottle.span
        let wrong = attempts.filter {
            $0.answer.reason == RefusalCode.reservationNotFound.rawValue
                && (now - span - span...now + span).contains($0.at)
        }
        return Dictionary(grouping: wrong, by: \.fingerprint).values.compactMap {
            $0.map(\.at).max()
        }
    }

    package mutating func acknowledge(_ number: AttemptNumber) {
        if (1..<nextNumber.value).contains(number.value) { seen.insert(number) }
    }

    /// Loses the newest attempts, as a disk that lies about what it has written does.
    package mutating func forget(newest count: Int) {
        attempts.removeLast(min(count, attempts.count))
        let next = nextNumber
        merged.removeAll { $0.journal == name && $0.attempt.number >= next }
        standAnew()
        payments.removeAll { $0.number >= next }
    }

    /// The emergency that holds.
    package var emergency: AttemptNumber? {
        let ended = Set(attempts.filter { $0.act.kind == .allClear }.compactMap(\.act.target))
        return attempts.last { $0.act.kind == .emergency && !ended.contains($0.number) }?.number
    }

    package func attempt(_ number: AttemptNumber) -> Attempt? {
        let index = Int(number.value) - 1
        return attempts.indices.contains(index) ? attempts[index] : nil
    }

    /// Attempts that were taken back.
    var undone: Set<AttemptNumber> {
        Set(attempts.filter { $0.act.kind == .undo }.compactMap(\.act.target))
    }

    package func presence(of ticket: TicketID, in event: EventID) -> Presence {
        var presence = Presence()
        for attempt in standing {
            let isItsOwn = attempt.claims?.ticket == ticket && attempt.claims?.event == event
            if isItsOwn || (attempt.act.kind == .clearOut && attempt.event == event) {
                presence.fold(attempt)
            }
        }
        return presence
    }

    package func recentPresentations(
        of ticket: TicketID, in event: EventID, at now: Timestamp
    ) -> Int {
        let undone = undone
        return attempts(of: ticket, in: event).count { attempt in
            guard attempt.isWithin(History.rapidSpan, of: now), attempt.act.kind == .scan,
                let verdict = attempt.answer.verdict, verdict.repeats == nil,
                !undone.contains(attempt.number)
            else { return false }
            let code = verdict.refusal?.code
            return code != .rapidScanning && code != .notConfirmed
        }
    }

    package func unseen(
        of ticket: TicketID, in event: EventID, door: DoorID, at now: Timestamp
    ) -> UnseenAdmission? {
        guard presence(of: ticket, in: event).entries > 0 else { return nil }
        let undone = undone
        let here = attempts(of: ticket, in: event).filter {
            $0.door == door && $0.isEntry && !undone.contains($0.number)
        }
        let newest = here.last {
            $0.answer.verdict?.repeats == nil && $0.isWithin(History.unseenSpan, of: now)
        }
        guard let newest, let verdict = newest.answer.verdict else { return nil }
        // Whoever saw the answer said again has seen the answer, whenever that was: after a step
        // of the clock it may be further away than the entry itself.
        let numbers = here.filter { $0.answer.verdict?.repeats == newest.number }.map(\.number)
        guard seen.isDisjoint(with: numbers + [newest.number]) else { return nil }
        return UnseenAdmission(number: newest.number, at: newest.at, outcome: verdict.outcome)
    }

    package func highestGeneration(of ticket: TicketID, in event: EventID) -> UInt8? {
        merged.map(\.attempt).filter {
            $0.claims?.ticket == ticket && $0.claims?.event == event
        }.compactMap(\.claims?.generation).max()
    }

    /// Where every ticket of `event` stands that was ever presented, with the tier it last came in
    /// by.
    package func standings(_ event: EventID) -> [TicketID: (presence: Presence, tier: TierID?)] {
        var standings: [TicketID: (presence: Presence, tier: TierID?)] = [:]
        for attempt in standing {
            if attempt.act.kind == .clearOut, attempt.event == event {
                for ticket in standings.keys { standings[ticket]?.presence.fold(attempt) }
            } else if let claims = attempt.claims, claims.event == event {
                var standing = standings[claims.ticket] ?? (Presence(), nil)
                let entries = standing.presence.entries
                standing.presence.fold(attempt)
                if standing.presence.entries > entries { standing.tier = attempt.tier }
                standings[claims.ticket] = standing
            }
        }
        return standings
    }

    /// Who is inside, with the tier they came in by and the area they are in.
    package func inside(_ event: EventID) -> [TicketID: (tier: TierID?, area: AreaID?)] {
        standings(event).filter(\.value.presence.isInside).mapValues {
            ($0.tier, $0.presence.area)
        }
    }

    /// Whether `attempt` was taken back.
    package func isUndone(_ attempt: AttemptNumber) -> Bool { undone.contains(attempt) }

    /// People without a ticket who are inside, by the area they were counted in.
    package func counted(_ event: EventID) -> [AreaID?: Int] {
        var counted: [AreaID?: Int] = [:]
        for attempt in standing where attempt.event == event {
            switch attempt.act.kind {
            case .headcount, .walkUp: counted[attempt.area, default: 0] += attempt.act.people
            case .clearOut: counted = [:]
            default: break
            }
        }
        return counted
    }

    package func occupancy(of event: EventID, tier: TierID?, area: AreaID?) -> Occupancy {
        let inside = inside(event)
        let counted = counted(event)
        return Occupancy(
            event: inside.count + counted.values.reduce(0, +),
            tier: tier.map { tier in inside.values.count { $0.tier == tier } } ?? 0,
            area: area.map { area in
                inside.values.count { $0.area == area } + (counted[area] ?? 0)
            } ?? 0)
    }

    private func attempts(of ticket: TicketID, in event: EventID) -> [Attempt] {
        attempts.filter { $0.claims?.ticket == ticket && $0.claims?.event == event }
    }
}

extension Attempt {
    var isEntry: Bool { answer.kind.isEntry }

    /// Before or after: a clock that was set back must not hide a minute.
    func isWithin(_ span: Duration, of now: Timestamp) -> Bool {
        (now - span...now + span).contains(at)
    }
}
