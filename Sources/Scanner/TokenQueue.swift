// The bounded way from the capture thread to the door. When it is full the newest token wins: the
// guest in front of the lens is waiting, the one of before has moved on.

import CheckinCore
import Synchronization

final class TokenQueue: Sendable {
    /// Presentations that may wait: what one picture with several codes gives, no more.
    static let capacity = 8

    /// A token that had to give way.
    struct Dropped: Hashable {
        let token: TicketToken
        /// The same code waits once more, presented again later: nothing of it is lost.
        let waitsAgain: Bool
    }

    private struct State {
        var waiting: [TicketToken] = []
        var takers: [CheckedContinuation<TicketToken?, Never>] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let onRoom: @Sendable () -> Void

    /// `onRoom` is called, from any thread, when a token has been taken or the queue was closed.
    init(onRoom: @escaping @Sendable () -> Void) { self.onRoom = onRoom }

    /// Nothing waits, or nothing ever will again.
    var isIdle: Bool { state.withLock { $0.waiting.isEmpty } }

    /// What older token had to give way, if one had to.
    func put(_ token: TicketToken) -> Dropped? {
        let (taker, dropped) = state.withLock {
            state -> (CheckedContinuation<TicketToken?, Never>?, Dropped?) in
            if state.isClosed { return (nil, nil) }
            if !state.takers.isEmpty { return (state.takers.removeFirst(), nil) }
            state.waiting.append(token)
            guard state.waiting.count > Self.capacity else { return (nil, nil) }
            let oldest = state.waiting.removeFirst()
            let waitsAgain = state.waiting.contains { $0.bytes == oldest.bytes }
            return (nil, Dropped(token: oldest, waitsAgain: waitsAgain))
        }
        taker?.resume(returning: token)
        return dropped
    }

    /// The oldest token, as soon as there is one; nil once the queue is closed and empty.
    func take() async -> TicketToken? {
        let token = await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> TicketToken?? in
                if !state.waiting.isEmpty { return state.waiting.removeFirst() }
                if state.isClosed { return .some(nil) }
                state.takers.append(continuation)
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
        onRoom()
        return token
    }

    /// No more will come. What waits can still be taken.
    func finish() { close(dropping: false) }

    /// Nobody will take any more.
    func abandon() { close(dropping: true) }

    private func close(dropping: Bool) {
        let takers = state.withLock { state -> [CheckedContinuation<TicketToken?, Never>] in
            defer { state.takers = [] }
            state.isClosed = true
            if dropping { state.waiting = [] }
            return state.takers
        }
        for taker in takers { taker.resume(returning: nil) }
        onRoom()
    }
}
