// Runs the tasks of a test one job at a time, on the thread that drains it, and picks the next job
// with a seeded generator: the same seed gives the same interleaving, another seed another one.
// Real threads, Dispatch and NIO escape it, so it stands above the ports only.

internal import Synchronization

package final class SeededExecutor: TaskExecutor {
    /// A job in a box, since a job can be neither copied nor kept in an array.
    private final class Pending: Sendable {
        private let job: Mutex<ExecutorJob?>

        init(_ job: consuming ExecutorJob) { self.job = Mutex(job) }

        func take() -> ExecutorJob? { job.withLock { $0.take() } }
    }

    private struct State {
        var random: SeededRandom
        var jobs: [Pending] = []
    }

    private let state: Mutex<State>

    package init(seed: UInt64) { state = Mutex(State(random: SeededRandom(seed: seed))) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let pending = Pending(job)
        state.withLock { $0.jobs.append(pending) }
    }

    /// Runs jobs until none is ready. Only one thread may do this at a time.
    package func drain() {
        while let pending = next(), let job = pending.take() {
            // Unowned, but `self` outlives the call.
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Runs jobs, and lets `clock` jump to its next deadline whenever none is ready, until nobody
    /// is ready and nobody sleeps.
    package func drain(with clock: VirtualClock) {
        repeat { drain() } while clock.advanceToNextDeadline()
    }

    private func next() -> Pending? {
        state.withLock { state in
            guard !state.jobs.isEmpty else { return nil }
            let index = Int.random(in: state.jobs.indices, using: &state.random)
            return state.jobs.remove(at: index)
        }
    }
}
