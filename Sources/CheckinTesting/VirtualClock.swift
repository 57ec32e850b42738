// A clock that stands still until it is told to move, for tests and the simulated world. Nothing
// sleeps for real: a sleeper wakes when the clock reaches its deadline.

package import CheckinCore
internal import Synchronization

/// Wall time and uptime that move together, except when a test sets the wall clock.
package final class VirtualClock: TimeSource {
    /// 2026-01-01T18:00:00Z: an evening, and no special number.
    package static let evening = Timestamp(milliseconds: 1_767_290_400_000)

    private struct Sleeper {
        let number: UInt64
        let deadline: Uptime
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var wall: Timestamp
        var uptime = Uptime(nanoseconds: 0)
        var nextNumber: UInt64 = 0
        var sleepers: [Sleeper] = []
        /// Cancelled before they went to sleep.
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>

    package init(startingAt wall: Timestamp = VirtualClock.evening) {
        state = Mutex(State(wall: wall))
    }

    package func now() -> Timestamp { state.withLock { $0.wall } }

    package func uptime() -> Uptime { state.withLock { $0.uptime } }

    /// Sets the wall clock alone, as a time server or a person would.
    package func setWall(_ wall: Timestamp) { state.withLock { $0.wall = wall } }

    /// Moves both clocks and wakes, in the order of their deadlines, everybody whose time has come.
    package func advance(by span: Duration) {
        let due = state.withLock { state in
            state.wall = state.wall + span
            state.uptime = state.uptime + span
            return Self.takeDue(&state)
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Moves to the next deadline. False when nobody sleeps.
    package func advanceToNextDeadline() -> Bool {
        let span: Duration? = state.withLock { state in
            guard let deadline = state.sleepers.map(\.deadline).min() else { return nil }
            return max(.zero, deadline.since(state.uptime))
        }
        guard let span else { return false }
        advance(by: span)
        return true
    }

    package func sleep(for span: Duration) async throws {
        try Task.checkCancellation()
        guard span > .zero else { return }
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                fallAsleep(number, for: span, continuation)
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func fallAsleep(
        _ number: UInt64, for span: Duration, _ continuation: CheckedContinuation<Void, any Error>
    ) {
        let isCancelled = state.withLock { state in
            if state.cancelled.remove(number) != nil { return true }
            state.sleepers.append(
                Sleeper(
                    number: number, deadline: state.uptime + span,
                    continuation: continuation))
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    private func cancel(_ number: UInt64) {
        let sleeper: Sleeper? = state.withLock { state in
            guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    private static func takeDue(_ state: inout State) -> [Sleeper] {
        let due = state.sleepers.filter { $0.deadline <= state.uptime }
        state.sleepers.removeAll { $0.deadline <= state.uptime }
        return due.sorted { ($0.deadline, $0.number) < ($1.deadline, $1.number) }
    }
}
