// The one line that binds an actor to a thread, so that no other target needs to write `unsafe`.

/// An actor whose jobs all run on its own thread:
///
///     actor Journal: ThreadBound {
///         nonisolated let thread = WorkerThread(name: "journal")
///     }
package protocol ThreadBound: Actor {
    nonisolated var thread: WorkerThread { get }
}

extension ThreadBound {
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }
}
