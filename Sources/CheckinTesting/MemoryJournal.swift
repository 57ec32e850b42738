// What a `MemoryLedger` has on its pretended disk, and what can be read out of it. Everything is
// derived from the attempts each time it is asked for: slow, and with nothing to get out of step.

package import CheckinCore
internal import Validation

package struct MemoryJournal: Sendable {
    /// One life of the journal: it has the numbers after `base`.
    package struct Life: Hashable, Sendable {
        package let base: AttemptNumber
        package let incarnation: Incarnation
    }

    private struct Place: Hashable {
        let journal: JournalName
        let number: AttemptNumber
    }

    package let device: DeviceID
    /// In the order in which they began; never empty.
    package private(set) var lives: [Life]
    package private(set) var attempts: [Attempt] = []
    /// Those of others too, in the one order that all have.
    package private(set) var merged: [PlacedAttempt] = []
    /// What is in `merged`.
    private var known: Set<Place> = []
    /// The same in the order in which it came here.
    package private(set) var arrivals: [PlacedAttempt] = []
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
    /// The central server holds everything up to this number.
    package private(set) var heldByCentral = AttemptNumber(0)
    /// Up to where the feed of each event was taken in.
    package internal(set) var cursors: [EventID: FeedCursor] = [:]

    package init(
        name: JournalName = JournalName(device: "memory", incarnation: "memory-1")
    ) {
        device = name.device
        lives = [Life(base: AttemptNumber(0), incarnation: name.incarnation)]
    }

    /// The life of the journal in which the next attempt gets its number.
    package var name: JournalName { name(of: nextNumber) }

    package func name(of number: AttemptNumber) -> JournalName {
        let life = lives.last { $0.base < number } ?? lives[0]
        return JournalName(device: device, incarnation: life.incarnation)
    }

    package var nextNumber: AttemptNumber { AttemptNumber(Int64(attempts.count) + 1) }

    package mutating func append(_ attempt: Attempt) {
        precondition(attempt.number == nextNumber, "attempts are numbered without gaps")
        if !place(PlacedAttempt(journal: name, attempt: attempt)) { standAnew() }
        attempts.append(attempt)
    }

    /// False when what stands has to be made anew.
    private mutating func place(_ placed: PlacedAttempt) -> Bool {
        known.insert(Place(journal: placed.journal, number: placed.attempt.number))
        arrivals.append(placed)
        let index = merged.lastIndex { $0 < placed }.map { $0 + 1 } ?? 0
        merged.insert(placed, at: index)
        // Most come at the end, and neither take anything back nor were taken back before.
        let isPlain =
            placed.attempt.act.kind != .undo
            && !merged.contains { $0.attempt.act.target == placed.attempt.number }
        guard index == merged.count - 1, isPlain else { return false }
        standing.append(placed.attempt)
        return true
    }

    private mutating func standAnew() {
        let takenBack = TakenBack(merged)
        standing = merged.filter { !takenBack.contains($0) }.map(\.attempt)
    }

    /// The clock of the next attempt, which comes after those that `isKnown` picks.
    package func nextClock(
        at now: Timestamp, after isKnown: (Attempt) -> Bool = { _ in false }
    ) -> HybridTime {
        let known = merged.last { isKnown($0.attempt) }.map { placed in
            placed.journal.device == device
                ? placed.attempt.clock : HybridClock.pull(of: placed.attempt.clock)
        }
        let last = [attempts.last?.clock, heard, known].compactMap(\.self).max()
        return HybridClock.next(after: last, now: now)
    }

    /// Takes in what others did, each once; not what is our own.
    package mutating func hear(_ attempts: [ForeignAttempt], at now: Timestamp) {
        var isInPlace = true
        for foreign in attempts {
            let placed = PlacedAttempt(foreign)
            let clock = placed.attempt.clock
            if HybridClock.isBelievable(clock, at: now) { heard = max(clock, heard ?? clock) }
            let place = Place(journal: foreign.journal, number: placed.attempt.number)
            guard !known.contains(place) else { continue }
            if !self.place(placed) { isInPlace = false }
            if foreign.reservation != nil { foreignPayments.append(foreign) }
        }
        if !isInPlace { standAnew() }
    }

    package mutating func append(_ payment: Payment, at number: AttemptNumber) {
        precondition(payment.receipt == nextReceipt, "receipts are numbered without gaps")
        payments.append((number, payment))
    }

    /// What an attempt took money for; nil when it took none.
    func reservation(paidBy placed: PlacedAttempt) -> ReservationID? {
        guard placed.attempt.act.kind == .payment else { return nil }
        if placed.journal.device == device {
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
        let lost = Set(
            attempts.suffix(count).map { Place(journal: name(of: $0.number), number: $0.number) })
        attempts.removeLast(min(count, attempts.count))
        let next = nextNumber
        func isLost(_ placed: PlacedAttempt) -> Bool {
            lost.contains(Place(journal: placed.journal, number: placed.attempt.number))
        }
        merged.removeAll(where: isLost)
        arrivals.removeAll(where: isLost)
        known.subtract(lost)
        standAnew()
        payments.removeAll { $0.number >= next }
        rememberHeld(through: heldByCentral)
    }

    /// What a recovery does where attempts may be lost: numbers go on in another life, and
    /// everything is asked for again.
    package mutating func beginLife(_ incarnation: Incarnation) {
        let base = AttemptNumber(Int64(attempts.count))
        lives.removeAll { $0.base >= base && $0.base.value > 0 }
        lives.append(Life(base: base, incarnation: incarnation))
        cursors = [:]
    }

    /// Never more than there is.
    package mutating func rememberHeld(through number: AttemptNumber) {
        let newest = AttemptNumber(Int64(attempts.count))
        heldByCentral = min(max(number, AttemptNumber(0)), newest)
    }

    /// What follows `number`, of one life and at most `limit` attempts.
    func batch(after number: AttemptNumber, limit: Int) -> JournalBatch {
        let index = lives.lastIndex { $0.base < number.next } ?? 0
        let end = lives.dropFirst(index + 1).first?.base ?? AttemptNumber(.max)
        let taken = attempts.filter { $0.number > number && $0.number <= end }
        let paid = Dictionary(payments.map { ($0.number, $0.payment) }) { first, _ in first }
        return JournalBatch(
            journal: JournalName(device: device, incarnation: lives[index].incarnation),
            base: lives[index].base,
            previous: index > 0 ? lives[index - 1].incarnation : nil,
            entries: taken.prefix(max(0, limit)).map {
                JournalEntry(attempt: $0, payment: paid[$0.number])
            })
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
