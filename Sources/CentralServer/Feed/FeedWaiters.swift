// Who waits for an event's feed to grow. A box waits once for each event: a newer wait ends the
// older, which its connection has forgotten. Everything here is a hint: whoever is woken looks into
// the database. It must never hold what a box is told.

import WebEdge

actor FeedWaiters {
    /// Boxes that wait here at once, over all events.
    static let maximum = 2_000

    private struct Place: Hashable {
        let event: String
        let device: String
    }

    private struct Waiter {
        let number: UInt64
        let wake: AsyncStream<Void>.Continuation
    }

    private var waiters: [Place: Waiter] = [:]
    private var arrivals: UInt64 = 0
    private var isClosed = false

    var count: Int { waiters.count }

    /// A wait that has begun: each element is a reason to look, and the end is a reason to answer.
    struct Wait: Sendable {
        let reasons: AsyncStream<Void>
        /// Gives a reason to look.
        let nudge: @Sendable () -> Void
        let end: @Sendable () -> Void
    }

    func wait(for event: String, as device: String) throws -> Wait {
        let (stream, wake) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let wait = Wait(reasons: stream, nudge: { wake.yield() }, end: { wake.finish() })
        if isClosed {
            wake.finish()
            return wait
        }
        let place = Place(event: event, device: device)
        waiters[place]?.wake.finish()
        guard waiters.count < Self.maximum || waiters[place] != nil else {
            throw Problem.tooManyWaiters
        }
        arrivals += 1
        let number = arrivals
        wake.onTermination = { [weak self] _ in
            Task { await self?.forget(place, number) }
        }
        waiters[place] = Waiter(number: number, wake: wake)
        return wait
    }

    /// The event's feed has grown.
    func wake(_ event: String) {
        for (place, waiter) in waiters where place.event == event { waiter.wake.yield() }
    }

    /// Something may have been missed.
    func wakeAll() { for waiter in waiters.values { waiter.wake.yield() } }

    /// Ends every wait, and lets nobody begin one any more.
    func close() {
        isClosed = true
        for waiter in waiters.values { waiter.wake.finish() }
    }

    private func forget(_ place: Place, _ number: UInt64) {
        if waiters[place]?.number == number { waiters[place] = nil }
    }
}
