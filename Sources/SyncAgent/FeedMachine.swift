// The way down: from where an event's feed is asked for next, and when. Events in, actions out. It
// must never move a cursor: the store does, in the transaction that takes a page in; and it must
// never hand over a page that does not follow what it asked for.

package import CheckinCore
package import Wire

package struct FeedMachine: Sendable {
    package static let pageLimit = FeedAnswer.maximumEntries
    /// A server whose snapshots cannot be had is asked for one once in so many pages.
    package static let pagesBetween = 20
    /// Less than what proxies commonly allow a request.
    package static let longestWait: Duration = .seconds(25)
    /// An answer with nothing new that came sooner was not waited for: a server that does so, or
    /// another box with our name, must not make us ask without a pause.
    package static let shortestWait: Duration = .seconds(1)
    /// Further behind the head, a bulk snapshot is quicker than page after page. The server has one
    /// that lies no further behind than this.
    package static let farBehind: Int64 = 10_000

    package enum Event: Sendable {
        case started
        case cursorRead(FeedCursor)
        /// The server's answer, after so long.
        case answered(FeedAnswer, after: Duration)
        case applied
        /// The store is busy with another list, and the same page may be taken in later.
        case postponed
        /// The list of a bulk snapshot is in use.
        case snapshotTaken
        /// There is none that could be used.
        case snapshotLeft
        /// It is gone on with later.
        case snapshotInterrupted
        /// No answer, or one that says "later"; or the store could not be read.
        case failed(retryAfter: Duration?)
        /// The page cannot be read, or not be taken in. It is asked for again, with less beside it.
        case unreadable
        /// No page in time. Perhaps the server is away, or the page is too much for the link.
        case tooSlow
        case refused
        case stopped
        case tick
    }

    package enum Action: Hashable, Sendable {
        case readCursor
        case ask(after: FeedCursor, limit: Int)
        case apply(FeedPage)
        case takeSnapshot
        /// The server may have lost attempts of ours: it began another life.
        case tellForgotten
        /// The answer is none to what was asked.
        case tellUnreadable
        case wait(until: Uptime)
    }

    private enum Phase: Sendable {
        case stopped
        case reading
        case asking(FeedCursor)
        /// `isIdle`: there was nothing new, and nobody waited for it. `isQuick`: there may be more
        /// in the next one.
        case applying(isIdle: Bool, isQuick: Bool)
        case fetching
        case waiting(until: Uptime)
    }

    private let event: EventID
    private var phase = Phase.stopped
    private var limit = pageLimit
    private var failures = 0
    /// The life that the feed was found to be in, until the store is at it.
    private var newLife: FeedGeneration?
    /// The store has taken in a page of that life.
    private var isTaken = false
    /// One snapshot, taken or left, is enough until the head was reached: what is missing behind it
    /// is no more than pages can bring.
    private var mayFetch: Bool
    /// After an interruption, before a snapshot is asked for again.
    private var pagesBetween: Int?
    private let fetchesSnapshots: Bool

    /// - Parameter fetchesSnapshots: whether whoever performs the actions can take one.
    package init(event: EventID, fetchesSnapshots: Bool = false) {
        self.event = event
        self.fetchesSnapshots = fetchesSnapshots
        mayFetch = fetchesSnapshots
    }

    package mutating func handle(_ news: Event, at now: Uptime, random: UInt64) -> [Action] {
        switch (news, phase) {
        case (.started, _):
            self = FeedMachine(event: event, fetchesSnapshots: fetchesSnapshots)
            return read()
        case (.stopped, _):
            phase = .stopped
            return []
        case (.cursorRead(let cursor), .reading):
            if cursor.generation == newLife { newLife = nil }
            return ask(after: cursor)
        case (.answered(.reset(let generation, _), _), .asking(let asked)):
            return begin(generation, asked: asked, at: now, random: random)
        case (.answered(.page(let page), let span), .asking(let asked)):
            return take(page, asked: asked, after: span, at: now, random: random)
        case (.applied, .applying(let isIdle, let isQuick)):
            tookIn()
            if isQuick { limit = min(limit * 2, Self.pageLimit) }
            // As if it had been waited for, and not at the same moment as everybody else.
            return isIdle
                ? wait(Self.shortestWait + Backoff.delay(afterFailures: 1, random: random), now)
                : read()
        case (.snapshotTaken, .fetching):
            tookIn()
            return read()
        case (.snapshotLeft, .fetching): return read()
        case (.snapshotInterrupted, .fetching):
            pagesBetween = Self.pagesBetween
            return read()
        case (.postponed, .applying):
            return fail(retryAfter: nil, at: now, random: random)
        case (.unreadable, .asking), (.unreadable, .applying), (.tooSlow, .asking):
            limit = max(1, limit / 2)
            return fail(retryAfter: nil, at: now, random: random)
        case (.failed(let span), .reading), (.failed(let span), .asking):
            return fail(retryAfter: span, at: now, random: random)
        case (.refused, .asking):
            return wait(SyncMachine.refusedPause, now)
        case (.tick, .waiting(let until)):
            return now < until ? [.wait(until: until)] : read()
        case (.cursorRead, _), (.answered, _), (.applied, _), (.unreadable, _), (.failed, _),
            (.tooSlow, _), (.refused, _), (.tick, _), (.snapshotTaken, _), (.snapshotLeft, _),
            (.snapshotInterrupted, _),
            (.postponed, _):
            return []
        }
    }

    private mutating func tookIn() {
        if let pages = pagesBetween {
            pagesBetween = pages > 1 ? pages - 1 : nil
            if pages <= 1 { mayFetch = fetchesSnapshots }
        }
        if newLife == nil { failures = 0 }
        isTaken = newLife != nil
    }

    private mutating func read() -> [Action] {
        phase = .reading
        return [.readCursor]
    }

    private mutating func ask(after cursor: FeedCursor) -> [Action] {
        phase = .asking(cursor)
        return [.ask(after: cursor, limit: limit)]
    }

    /// Asks from the beginning. A server that says so of its beginning, or a store that stays at
    /// the old life, is not asked without a pause.
    private mutating func begin(
        _ generation: FeedGeneration, asked: FeedCursor, at now: Uptime, random: UInt64
    ) -> [Action] {
        let isKnown = generation == newLife
        guard asked != FeedCursor(), !(isKnown && isTaken) else {
            isTaken = false
            return [.tellUnreadable] + fail(retryAfter: nil, at: now, random: random)
        }
        return find(generation) + ask(after: FeedCursor())
    }

    /// What was sent to an earlier life may be lost; of a feed that is read from its beginning it
    /// is not known which one that was.
    private mutating func find(_ life: FeedGeneration) -> [Action] {
        guard life != newLife else { return [] }
        newLife = life
        isTaken = false
        mayFetch = fetchesSnapshots
        return [.tellForgotten]
    }

    private mutating func take(
        _ page: FeedPage, asked: FeedCursor, after span: Duration, at now: Uptime, random: UInt64
    ) -> [Action] {
        guard page.event == event, page.position >= asked.position,
            asked.generation == nil || asked.generation == page.generation
        else {
            limit = max(1, limit / 2)
            return [.tellUnreadable] + fail(retryAfter: nil, at: now, random: random)
        }
        let news = asked.generation == nil ? find(page.generation) : []
        if page.position >= page.head {
            mayFetch = fetchesSnapshots
        } else if mayFetch, page.head - page.position > Self.farBehind {
            mayFetch = false
            phase = .fetching
            return news + [.takeSnapshot]
        }
        // A page without entries is taken in as well: it says up to when the list is whole.
        let isNew = page.position > asked.position || asked.generation == nil
        phase = .applying(
            isIdle: !isNew && span < Self.shortestWait, isQuick: span < SyncMachine.quick)
        return news + [.apply(page)]
    }

    private mutating func fail(
        retryAfter: Duration?, at now: Uptime, random: UInt64
    ) -> [Action] {
        if failures < .max { failures += 1 }
        return wait(
            SyncMachine.pause(afterFailures: failures, retryAfter: retryAfter, random: random), now)
    }

    private mutating func wait(_ span: Duration, _ now: Uptime) -> [Action] {
        let until = now + span
        phase = .waiting(until: until)
        return [.wait(until: until)]
    }
}
