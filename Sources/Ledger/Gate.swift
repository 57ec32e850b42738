// The gate: from a token to an announcement, by way of the disk. It is the one place where reading,
// deciding and remembering meet. It must never announce a yes that is not on disk, and never let
// a fault of ours look like a fault of the guest's ticket.

package import CheckinCore
internal import Validation

package struct Gate: Admissions {
    private let reader: any CodeReader
    private let ledger: any DoorLedger
    private let time: any TimeSource
    private let conditions: any ConditionReporter
    private let post: @Sendable () async -> Post

    /// `post` is asked anew for each token, since a door can be turned at any time.
    package init(
        reader: any CodeReader, ledger: any DoorLedger, time: any TimeSource,
        conditions: any ConditionReporter, post: @escaping @Sendable () async -> Post
    ) {
        self.reader = reader
        self.ledger = ledger
        self.time = time
        self.conditions = conditions
        self.post = post
    }

    package func admit(_ token: TicketToken) async -> Announcement {
        let post = await post()
        let now = time.now()
        let scan = Scan(
            reading: reader.read(token, at: now, timeTrusted: post.timeTrusted),
            fingerprint: reader.fingerprint(of: token), source: token.source, at: now)
        do {
            let recorded = try await ledger.record(scan, at: post) { Self.answer(scan, post, $0) }
            let elapsed = time.uptime().since(token.seenAt)
            await report(recorded.attempt.answer, to: scan)
            return Announcement(
                attempt: recorded.attempt, answer: recorded.attempt.answer,
                ticket: recorded.ticket, occupancy: recorded.occupancy, at: now, elapsed: elapsed)
        } catch {
            let elapsed = time.uptime().since(token.seenAt)
            await conditions.raise(.journalFailed, detail: Self.detail(of: error))
            return Announcement(
                attempt: nil, answer: .unavailable(.journalFailed), ticket: nil,
                occupancy: Occupancy(), at: now, elapsed: elapsed)
        }
    }

    /// The answer, from inside the ledger's transaction: pure, so that it can be asked again.
    private static func answer(_ scan: Scan, _ post: Post, _ facts: Facts) -> Answer {
        if scan.reading == .noUsableKey { return .unavailable(.noUsableKey) }
        guard let event = facts.event else { return .unavailable(.noSnapshot) }
        let policy = Policy(event: event, door: post.door, timeTrusted: post.timeTrusted)
        if mustStop(policy, listAsOf: facts.history.snapshotAsOf, at: scan.at) {
            return .unavailable(.snapshotStale)
        }
        return .verdict(
            decide(
                Presentation(reading: scan.reading, otherEvent: facts.otherEvent),
                ticket: facts.ticket, history: facts.history, policy: policy, at: scan.at))
    }

    /// Nobody is kept in by an old list, and none is called old by a clock that knows no time.
    private static func mustStop(_ policy: Policy, listAsOf: Timestamp?, at now: Timestamp) -> Bool
    {
        policy.event.stale == .refuse && policy.timeTrusted && policy.door.direction == .entry
            && staleness(of: policy.event, asOf: listAsOf, at: now) == .stale
    }

    /// What a durable answer says of the box: the journal works, and so does what it needed. That a
    /// list is old is not found out here: it gets old without anybody at the door.
    private func report(_ answer: Answer, to scan: Scan) async {
        await conditions.clear(.journalFailed)
        switch answer {
        case .unavailable(.noUsableKey): await conditions.raise(.noUsableKey, detail: "")
        case .unavailable(.noSnapshot): await conditions.raise(.noSnapshot, detail: "")
        case .unavailable: break
        case .verdict(let verdict):
            await conditions.clear(.noSnapshot)
            // A code that got past its proof and its event proves that its key is usable.
            if scan.claims != nil && verdict.refusal?.code != .wrongEvent {
                await conditions.clear(.noUsableKey)
            }
        }
    }

    /// A fault's message holds no secret by contract; of any other error only the type is told.
    private static func detail(of error: any Error) -> String {
        (error as? any Fault)?.message ?? "unexpected \(type(of: error))"
    }
}
