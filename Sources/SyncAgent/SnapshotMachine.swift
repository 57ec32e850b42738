// How a bulk snapshot comes: which piece of it is asked for next, when to try again, and when to
// leave it and read the feed from where it is. Events in, actions out. What is here of a snapshot
// is gone on from, also after a restart; it must never be finished before its last byte is here.

package import CheckinCore

package struct SnapshotMachine: Sendable {
    /// Held in memory a few times over on its way to the disk; on a quick line nobody notices the
    /// requests between them.
    package static let largestPiece = 1 << 20
    /// On a line that is too slow for more within the time of one answer.
    package static let smallestPiece = 64 << 10
    /// A snapshot that cannot be used is fetched anew once: its bytes may have suffered on the way.
    package static let mostTries = 2
    /// Failures and refusals in a row, a minute or some of them, unless the server asks for more
    /// patience: whoever fetches hears nothing else meanwhile, and a server that has no snapshots
    /// may have pages all the same.
    package static let mostFailures = 6

    package enum Event: Sendable {
        case started
        case offered(SnapshotOffer)
        /// So many bytes of it are here.
        case staged(Int64)
        /// No snapshot is wanted, or there is no room for one.
        case unwanted
        case came([UInt8])
        /// They are written down.
        case stored
        /// The server has this snapshot no more.
        case gone
        /// It is whole, and is none, or none of this box's.
        case unusable
        case finished
        /// No answer, or one that says "later"; or the store is busy.
        case failed(retryAfter: Duration?)
        case refused
        case stopped
        case tick
    }

    package enum Action: Hashable, Sendable {
        case askNewest
        case readStaged(SnapshotOffer)
        case ask(SnapshotOffer, from: Int64, count: Int)
        case store([UInt8], SnapshotOffer, at: Int64)
        case finish(SnapshotOffer)
        /// What is here of it goes.
        case discard
        case wait(until: Uptime)
        case end(End)
    }

    package enum End: Hashable, Sendable {
        /// It is in use.
        case taken
        /// The feed is read page by page instead.
        case left
        /// For now: what is here of it stays, and is gone on with.
        case interrupted
    }

    private enum Phase: Sendable {
        case stopped
        case choosing
        case looking(SnapshotOffer)
        case asking(SnapshotOffer, from: Int64)
        case storing(SnapshotOffer, through: Int64)
        case finishing(SnapshotOffer)
        case waiting(SnapshotOffer?, until: Uptime)
    }

    private let event: EventID
    private var phase = Phase.stopped
    private var piece = largestPiece
    private var failures = 0
    private var tries = 0

    package init(event: EventID) { self.event = event }

    package mutating func handle(_ news: Event, at now: Uptime, random: UInt64) -> [Action] {
        switch (news, phase) {
        case (.started, _):
            self = SnapshotMachine(event: event)
            return choose()
        case (.stopped, _):
            phase = .stopped
            return []
        case (.offered(let offer), .choosing):
            guard offer.event == event else { return abandon() }
            phase = .looking(offer)
            return [.readStaged(offer)]
        case (.staged(let count), .looking(let offer)):
            return goOn(offer, from: min(count, offer.size))
        case (.came(let bytes), .asking(let offer, let position)):
            return take(bytes, of: offer, at: position, at: now, random: random)
        case (.stored, .storing(let offer, let position)):
            failures = 0
            piece = min(piece * 2, Self.largestPiece)
            return goOn(offer, from: position)
        case (.finished, .finishing): return end(.taken)
        // Another may be newer, and what is here of this one is of no use to it.
        case (.gone, .asking): return choose()
        case (.gone, .choosing): return abandon()
        case (.unusable, .asking), (.unusable, .finishing), (.unusable, .choosing):
            return abandon()
        case (.unwanted, .looking), (.unwanted, .storing): return [.discard] + end(.left)
        case (.failed(let span), .choosing): return fail(nil, span, at: now, random: random)
        case (.failed(let span), .looking(let offer)), (.failed(let span), .storing(let offer, _)),
            (.failed(let span), .finishing(let offer)):
            return fail(offer, span, at: now, random: random)
        case (.failed(let span), .asking(let offer, _)):
            piece = max(piece / 2, Self.smallestPiece)
            return fail(offer, span, at: now, random: random)
        case (.refused, .choosing), (.refused, .asking):
            if failures < .max { failures += 1 }
            return failures < Self.mostFailures
                ? wait(nil, SyncMachine.refusedPause, now) : end(.interrupted)
        case (.tick, .waiting(let offer, let until)):
            guard now >= until else { return [.wait(until: until)] }
            guard let offer else { return choose() }
            phase = .looking(offer)
            return [.readStaged(offer)]
        default: return []
        }
    }

    private mutating func choose() -> [Action] {
        phase = .choosing
        return [.askNewest]
    }

    private mutating func goOn(_ offer: SnapshotOffer, from position: Int64) -> [Action] {
        guard position < offer.size else {
            phase = .finishing(offer)
            return [.finish(offer)]
        }
        phase = .asking(offer, from: position)
        let count = Int(min(Int64(piece), offer.size - position))
        return [.ask(offer, from: position, count: count)]
    }

    private mutating func take(
        _ bytes: [UInt8], of offer: SnapshotOffer, at position: Int64, at now: Uptime,
        random: UInt64
    ) -> [Action] {
        let end = position + Int64(bytes.count)
        guard !bytes.isEmpty, end <= offer.size else { return abandon() }
        phase = .storing(offer, through: end)
        return [.store(bytes, offer, at: position)]
    }

    /// Fetches another one, from its beginning, unless that was tried.
    private mutating func abandon() -> [Action] {
        tries += 1
        return [.discard] + (tries < Self.mostTries ? choose() : end(.left))
    }

    private mutating func end(_ end: End) -> [Action] {
        phase = .stopped
        return [.end(end)]
    }

    private mutating func fail(
        _ offer: SnapshotOffer?, _ span: Duration?, at now: Uptime, random: UInt64
    ) -> [Action] {
        if failures < .max { failures += 1 }
        guard failures < Self.mostFailures else { return end(.interrupted) }
        let pause = SyncMachine.pause(afterFailures: failures, retryAfter: span, random: random)
        return wait(offer, pause, now)
    }

    private mutating func wait(
        _ offer: SnapshotOffer?, _ span: Duration, _ now: Uptime
    ) -> [Action] {
        let until = now + span
        phase = .waiting(offer, until: until)
        return [.wait(until: until)]
    }
}
