// The way up: which attempts the central server should be sent next, and when. Events in, actions
// out, plain values; it carries nothing over a wire itself and reads no clock. It must never skip
// an attempt, and never believe that the server holds one that was not sent to it.

package import CheckinCore
internal import Wire

package struct SyncMachine: Sendable {
    /// What one request carries: some 200 kB, and a tenth of a second of a server's time.
    package static let batchLimit = BatchMessage.maximumAttempts
    /// How soon a new attempt is noticed when everything has been sent.
    package static let idlePause: Duration = .seconds(2)
    /// How long to leave a server alone that says it does not know us: a person has to act first.
    package static let refusedPause: Duration = .seconds(60)
    /// What took longer would hardly be through in time with twice as much.
    package static let quick: Duration = .seconds(10)
    /// The longest Retry-After that is obeyed: a broken proxy must not silence a box for days.
    package static let longestRetryAfter: Duration = .minutes(15)

    package enum Event: Sendable {
        /// The service runs.
        case started
        /// The server was known to hold everything up to this number.
        case heldRead(AttemptNumber)
        case batchRead(JournalBatch)
        /// The server holds everything up to this number.
        case accepted(through: AttemptNumber)
        /// No answer, or one that says "later", after so long if it said so. Also: the journal
        /// could not be read.
        case failed(retryAfter: Duration?)
        /// No answer in time. Perhaps the server is away, or what was sent was too much for the
        /// link: the same again would never be through.
        case tooSlow
        /// The server wants less at once.
        case tooMuch
        /// The server does not let this box in, or takes nothing it says. Scanning goes on.
        case refused
        /// Nothing that is sent can be right any more.
        case stopped
        /// The server has begun another life, and may have lost what it held.
        case forgotten
        /// Time has passed.
        case tick
    }

    package enum Action: Hashable, Sendable {
        case readHeld
        case readBatch(after: AttemptNumber, limit: Int)
        case send(JournalBatch)
        /// Write down that the server holds everything up to this number.
        case remember(heldThrough: AttemptNumber)
        /// Send a `tick` at this moment.
        case wait(until: Uptime)
    }

    private enum Phase: Sendable {
        case stopped
        case starting
        case reading
        case sending(last: AttemptNumber, count: Int, since: Uptime)
        case waiting(until: Uptime)
    }

    private var phase = Phase.stopped
    /// The server holds everything up to this number; nil until that was read.
    private var known: AttemptNumber?
    /// What one request carries at this server.
    private var limit = batchLimit
    /// Failures in a row.
    package private(set) var failures = 0
    /// The server's last word was that it does not know this box.
    package private(set) var isRefused = false

    package init() {}

    package var held: AttemptNumber { known ?? AttemptNumber(0) }

    /// Takes in one event. An event that does not belong to the phase, such as an answer that comes
    /// after its request was given up, changes nothing.
    package mutating func handle(_ event: Event, at now: Uptime, random: UInt64) -> [Action] {
        switch (event, phase) {
        case (.started, _):
            self = SyncMachine()
            return read()
        case (.stopped, _):
            phase = .stopped
            return []
        case (.heldRead(let number), .starting):
            known = max(number, AttemptNumber(0))
            return read()
        case (.batchRead(let batch), .reading):
            return send(batch, at: now, random: random)
        case (.accepted(let number), .sending(let last, _, let since)):
            return accept(number, sent: last, since: since, at: now, random: random)
        case (.failed(let span), .starting), (.failed(let span), .sending),
            (.failed(let span), .reading):
            return fail(retryAfter: span, at: now, random: random)
        case (.tooSlow, .sending(_, let count, _)):
            limit = max(1, count / 2)
            return fail(retryAfter: nil, at: now, random: random)
        case (.tooMuch, .sending):
            return halve(at: now)
        case (.refused, .sending):
            isRefused = true
            return wait(Self.refusedPause, from: now)
        case (.forgotten, .waiting(let until)):
            // Whatever is waited for is waited for: a server that wants to be left alone is.
            known = AttemptNumber(0)
            return [.remember(heldThrough: held), .wait(until: until)]
        case (.forgotten, .sending), (.forgotten, .reading):
            known = AttemptNumber(0)
            return [.remember(heldThrough: held)] + read()
        case (.tick, .waiting(let until)):
            return now < until ? [.wait(until: until)] : read()
        case (.heldRead, _), (.batchRead, _), (.accepted, _), (.failed, _), (.tooSlow, _),
            (.tooMuch, _), (.refused, _), (.forgotten, _), (.tick, _):
            return []
        }
    }

    private mutating func read() -> [Action] {
        guard let known else {
            phase = .starting
            return [.readHeld]
        }
        phase = .reading
        return [.readBatch(after: known, limit: limit)]
    }

    /// Sends what follows `held` without a gap, but for numbers that are lost. Attempts beyond a
    /// gap are not sent: the server could never say that it holds them.
    private mutating func send(
        _ read: JournalBatch, at now: Uptime, random: UInt64
    ) -> [Action] {
        guard !read.entries.isEmpty else { return wait(Self.idlePause, from: now) }
        var entries: [JournalEntry] = []
        // What a life begins after belongs to the one before, and was sent as its.
        var next = max(held, read.base).next
        for entry in read.entries.prefix(limit) {
            next = Self.stepping(over: read.lost, from: next)
            guard entry.attempt.number == next else { break }
            entries.append(entry)
            next = next.next
        }
        guard let last = entries.last else { return fail(retryAfter: nil, at: now, random: random) }
        phase = .sending(last: last.attempt.number, count: entries.count, since: now)
        return [
            .send(
                JournalBatch(
                    journal: read.journal, base: read.base, previous: read.previous,
                    lost: read.lost, entries: entries))
        ]
    }

    private static func stepping(
        over lost: [ClosedRange<Int64>], from number: AttemptNumber
    ) -> AttemptNumber {
        var next = number
        // Gaps may touch each other, in any order: each can be stepped over once.
        for _ in lost {
            guard let gap = lost.first(where: { $0.contains(next.value) }) else { break }
            next = AttemptNumber(gap.upperBound).next
        }
        return next
    }

    private mutating func accept(
        _ number: AttemptNumber, sent last: AttemptNumber, since: Uptime, at now: Uptime,
        random: UInt64
    ) -> [Action] {
        isRefused = false
        // What was not sent cannot be held: a higher number is another journal's, or a mistake.
        let number = min(number, last)
        guard number > held else {
            // A server that holds less than before lost something: it gets it again, unhurriedly.
            let isLess = number < held
            known = max(number, AttemptNumber(0))
            return (isLess ? [.remember(heldThrough: held)] : [])
                + fail(retryAfter: nil, at: now, random: random)
        }
        known = number
        failures = 0
        if now.since(since) < Self.quick { limit = min(limit * 2, Self.batchLimit) }
        return [.remember(heldThrough: held)] + read()
    }

    /// One attempt that is too much is left for later, and tried unhurriedly: it must not be
    /// skipped, and whatever is too small for it may be mended.
    private mutating func halve(at now: Uptime) -> [Action] {
        guard limit > 1 else { return wait(Self.refusedPause, from: now) }
        limit /= 2
        return read()
    }

    private mutating func fail(
        retryAfter: Duration?, at now: Uptime, random: UInt64
    ) -> [Action] {
        if failures < .max { failures += 1 }
        return wait(
            Self.pause(afterFailures: failures, retryAfter: retryAfter, random: random), from: now)
    }

    /// As long as the server asks for, within reason, and never shorter than our own patience.
    static func pause(
        afterFailures failures: Int, retryAfter: Duration?, random: UInt64
    ) -> Duration {
        let asked = min(max(retryAfter ?? .zero, .zero), longestRetryAfter)
        return max(asked, Backoff.delay(afterFailures: failures, random: random))
    }

    private mutating func wait(_ span: Duration, from now: Uptime) -> [Action] {
        let until = now + span
        phase = .waiting(until: until)
        return [.wait(until: until)]
    }
}
