// The way up: which attempts the central server should be sent next, and when. Events in, actions
// out, plain values; it carries nothing over a wire itself and reads no clock. It must never skip
// an attempt, and never believe that the server holds one that was not sent to it.

package import CheckinCore

package struct SyncMachine: Sendable {
    /// What one request carries: some 200 kB, and a tenth of a second of a server's time.
    package static let batchLimit = 500
    /// How soon a new attempt is noticed when everything has been sent.
    package static let idlePause: Duration = .seconds(2)
    /// How long to leave a server alone that says it does not know us: a person has to act first.
    package static let refusedPause: Duration = .seconds(60)
    /// The longest Retry-After that is obeyed: a broken proxy must not silence a box for days.
    package static let longestRetryAfter: Duration = .minutes(15)

    package enum Event: Sendable {
        /// The service runs; the server was known to hold everything up to this number.
        case started(held: AttemptNumber)
        case batchRead([Attempt])
        /// The server holds everything up to this number.
        case accepted(through: AttemptNumber)
        /// No answer, or one that says "later", after so long if it said so.
        case failed(retryAfter: Duration?)
        /// The server does not let this box in. Scanning goes on.
        case refused
        /// Time has passed.
        case tick
    }

    package enum Action: Hashable, Sendable {
        case readBatch(after: AttemptNumber, limit: Int)
        case send([Attempt])
        /// Write down that the server holds everything up to this number.
        case remember(heldThrough: AttemptNumber)
        /// Send a `tick` at this moment.
        case wait(until: Uptime)
    }

    private enum Phase: Sendable {
        case stopped
        case reading
        case sending(last: AttemptNumber)
        case waiting(until: Uptime)
    }

    private var phase = Phase.stopped
    /// The server holds everything up to this number.
    package private(set) var held = AttemptNumber(0)
    /// Failures in a row.
    package private(set) var failures = 0
    /// The server's last word was that it does not know this box.
    package private(set) var isRefused = false

    package init() {}

    /// Takes in one event. An event that does not belong to the phase, such as an answer that comes
    /// after its request was given up, changes nothing.
    package mutating func handle(_ event: Event, at now: Uptime, random: UInt64) -> [Action] {
        switch (event, phase) {
        case (.started(let held), _):
            self = SyncMachine()
            self.held = held
            return read()
        case (.batchRead(let attempts), .reading):
            return send(attempts, at: now, random: random)
        case (.accepted(let number), .sending(let last)):
            return accept(number, sent: last, at: now, random: random)
        case (.failed(let retryAfter), .sending), (.failed(let retryAfter), .reading):
            return fail(retryAfter: retryAfter, at: now, random: random)
        case (.refused, .sending):
            isRefused = true
            return wait(Self.refusedPause, from: now)
        case (.tick, .waiting(let until)):
            return now < until ? [.wait(until: until)] : read()
        case (.batchRead, _), (.accepted, _), (.failed, _), (.refused, _), (.tick, _):
            return []
        }
    }

    private mutating func read() -> [Action] {
        phase = .reading
        return [.readBatch(after: held, limit: Self.batchLimit)]
    }

    /// Sends what follows `held` without a gap. Attempts beyond a gap are not sent: the server
    /// could never say that it holds them.
    private mutating func send(
        _ attempts: [Attempt], at now: Uptime, random: UInt64
    ) -> [Action] {
        guard !attempts.isEmpty else { return wait(Self.idlePause, from: now) }
        var batch: [Attempt] = []
        var next = held.next
        for attempt in attempts.prefix(Self.batchLimit) {
            guard attempt.number == next else { break }
            batch.append(attempt)
            next = next.next
        }
        guard let last = batch.last else { return fail(retryAfter: nil, at: now, random: random) }
        phase = .sending(last: last.number)
        return [.send(batch)]
    }

    private mutating func accept(
        _ number: AttemptNumber, sent last: AttemptNumber, at now: Uptime, random: UInt64
    ) -> [Action] {
        isRefused = false
        // What was not sent cannot be held: a higher number is another journal's, or a mistake.
        let number = min(number, last)
        guard number > held else {
            // A server that holds less than before lost something: it gets it again, unhurriedly.
            let isLess = number < held
            held = max(number, AttemptNumber(0))
            return (isLess ? [.remember(heldThrough: held)] : [])
                + fail(retryAfter: nil, at: now, random: random)
        }
        held = number
        failures = 0
        return [.remember(heldThrough: held)] + read()
    }

    private mutating func fail(
        retryAfter: Duration?, at now: Uptime, random: UInt64
    ) -> [Action] {
        if failures < .max { failures += 1 }
        let asked = min(max(retryAfter ?? .zero, .zero), Self.longestRetryAfter)
        return wait(
            max(asked, Backoff.delay(afterFailures: failures, random: random)), from: now)
    }

    private mutating func wait(_ span: Duration, from now: Uptime) -> [Action] {
        let until = now + span
        phase = .waiting(until: until)
        return [.wait(until: until)]
    }
}
