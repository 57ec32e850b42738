// A thread that runs one actor's jobs, so that calls which block (SQLite, above all) sit on a
// thread of their own and never on the shared pool, where they would stop everybody else.

/// The executor of an actor whose work blocks: see `ThreadBound`. The thread ends when the executor
/// is released.
package final class WorkerThread: SerialExecutor {
    private let queue = JobQueue()

    /// Starts the thread. The kernel shows the first 15 bytes of `name`.
    package init(name: String) {
        let queue = queue
        startThread(named: name) {
            while true {
                let entries = queue.popAll()
                if entries.isEmpty { return }
                for entry in entries { entry.run() }
            }
        }
    }

    deinit { queue.close() }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.push(
            unsafe JobQueue.Entry(job: UnownedJob(job), executor: asUnownedSerialExecutor()))
    }
}
