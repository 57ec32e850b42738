// The gate: from a token, or an order of staff, to an announcement, by way of the disk. It is the
// one place where reading, deciding and remembering meet. It must never announce a yes that is not
// on disk, and never let a fault of ours look like a fault of the guest's ticket.

package import CheckinCore
internal import Validation

package struct Gate: Admissions, Orders {
    private let reader: any CodeReader
    private let ledger: any DoorLedger
    private let time: any TimeSource
    private let conditions: any ConditionReporter
    private let venue: any VenueClaims
    private let post: @Sendable (EventID?) async -> Post

    /// `post` is asked anew for each token and each order, since a door can be turned at any time;
    /// it is told which event a code or an order is for, where that is known.
    package init(
        reader: any CodeReader, ledger: any DoorLedger, time: any TimeSource,
        conditions: any ConditionReporter, venue: any VenueClaims = AloneAtTheVenue(),
        post: @escaping @Sendable (EventID?) async -> Post
    ) {
        self.reader = reader
        self.ledger = ledger
        self.time = time
        self.conditions = conditions
        self.venue = venue
        self.post = post
    }

    package func admit(_ token: TicketToken) async -> Announcement {
        let now = time.now()
        var post = await post(nil)
        let reading = reader.read(token, at: now, timeTrusted: post.timeTrusted)
        if let event = await event(of: reading, for: post, at: now), event != post.event {
            post = await self.post(event)
        }
        let scan = Scan(
            reading: reading, fingerprint: reader.fingerprint(of: token), source: token.source,
            at: now, venue: await claim(of: reading, at: post.door))
        do {
            let recorded = try await ledger.record(scan, at: post) { [post] facts in
                Self.answer(
                    Presentation(reading: scan.reading, otherEvent: facts.otherEvent), facts, post,
                    at: now)
            }
            await report(recorded.attempt.answer, provedKey: scan.claims != nil)
            return announcement(of: recorded, at: now, since: token.seenAt)
        } catch {
            await complain(of: error)
            return Announcement(
                attempt: nil, answer: .unavailable(.journalFailed), ticket: nil,
                occupancy: Occupancy(), at: now, elapsed: time.uptime().since(token.seenAt))
        }
    }

    /// Asked only for who wants to come in, and never for longer than a guest may wait.
    private func claim(of reading: CodeReading, at door: Door) async -> VenueClaim {
        guard let patience = venue.patience, door.direction == .entry,
            case .claims(let claims) = reading
        else { return .alone }
        return await withTaskGroup(of: VenueClaim.self) { company in
            company.addTask {
                await venue.claim(claims.ticket, of: claims.event, for: door.id)
            }
            company.addTask {
                try? await time.sleep(for: patience)
                return .unknown
            }
            let first = await company.next()
            company.cancelAll()
            return first ?? .unknown
        }
    }

    package func perform(
        _ order: Order, by staff: Staff?, cause: Cause?, remark: String?
    ) async throws -> [Announcement] {
        let start = time.uptime()
        let now = time.now()
        let post = await post(for: order)
        let instruction = Instruction(order, by: staff, cause: cause, remark: remark, at: now)
        do {
            let recorded = try await ledger.perform(instruction, at: post) { presentation, facts in
                Self.answer(presentation, facts, post, at: now)
            }
            await conditions.clear(.journalFailed)
            return recorded.map { announcement(of: $0, at: now, since: start) }
        } catch let fault as OrderFault {
            throw fault
        } catch {
            await complain(of: error)
            throw error
        }
    }

    /// What is done about an attempt is done where the attempt was, and what is closed need not be
    /// what is on.
    private func post(for order: Order) async -> Post {
        if let event = order.namedEvent { return await post(event).serving(event) }
        if let target = order.target, let event = await ledger.event(of: target) {
            return await post(event).serving(event)
        }
        return await post(order.event)
    }

    /// A code that is proved says whose it is, of a reservation the list does.
    private func event(
        of reading: CodeReading, for post: Post, at now: Timestamp
    ) async -> EventID? {
        switch reading {
        case .claims(let claims): claims.event
        case .reservation(let code):
            await ledger.event(reserving: code, for: post, at: now)
        case .otherEvent, .unreadable, .forged, .unknownKey, .noUsableKey: nil
        }
    }

    private func announcement(
        of recorded: Recorded, at now: Timestamp, since start: Uptime
    ) -> Announcement {
        Announcement(
            attempt: recorded.attempt, answer: recorded.attempt.answer, ticket: recorded.ticket,
            occupancy: recorded.occupancy, at: now, elapsed: time.uptime().since(start),
            reservation: recorded.reservation, receipt: recorded.receipt)
    }

    /// The answer, from inside the ledger's transaction: pure, so that it can be asked again.
    private static func answer(
        _ presentation: Presentation, _ facts: Facts, _ post: Post, at now: Timestamp
    ) -> Answer {
        // An emergency is for everybody, whatever the box knows of tickets.
        let isHeld = facts.history.emergency != nil && post.door.direction == .entry
        if isHeld { return .verdict(Verdict(.refused(.emergency))) }
        if presentation.reading == .noUsableKey { return .unavailable(.noUsableKey) }
        guard let event = facts.event else { return .unavailable(.noSnapshot) }
        let policy = Policy(event: event, door: post.door, timeTrusted: post.timeTrusted)
        if mustStop(policy, listAsOf: facts.history.snapshotAsOf, at: now) {
            return .unavailable(.snapshotStale)
        }
        return .verdict(
            decide(
                presentation, ticket: facts.ticket, history: facts.history, policy: policy,
                at: now))
    }

    /// Nobody is kept in by an old list, and none is called old by a clock that knows no time.
    private static func mustStop(_ policy: Policy, listAsOf: Timestamp?, at now: Timestamp) -> Bool
    {
        policy.event.stale == .refuse && policy.timeTrusted && policy.door.direction == .entry
            && staleness(of: policy.event, asOf: listAsOf, at: now) == .stale
    }

    /// What a durable answer says of the box: the journal works, and so does what it needed. That a
    /// list is old is not found out here: it gets old without anybody at the door.
    private func report(_ answer: Answer, provedKey: Bool) async {
        await conditions.clear(.journalFailed)
        switch answer {
        case .unavailable(.noUsableKey): await conditions.raise(.noUsableKey, detail: "")
        case .unavailable(.noSnapshot): await conditions.raise(.noSnapshot, detail: "")
        case .unavailable, .done: break
        case .verdict(let verdict):
            await conditions.clear(.noSnapshot)
            // A code that got past its proof and its event proves that its key is usable.
            if provedKey && verdict.refusal?.code != .wrongEvent {
                await conditions.clear(.noUsableKey)
            }
        }
    }

    /// A journal that is damaged stays so; anything else ends with the next answer that is stored.
    private func complain(of error: any Error) async {
        let isDamaged = error as? LedgerFault == .journalCorrupt
        await conditions.raise(
            isDamaged ? .journalDamaged : .journalFailed, detail: error.toldMessage)
    }
}
