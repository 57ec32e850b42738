// Plain threads, for loops that block for as long as they live: a camera's, above all.

import CThreads
import Glibc
import Synchronization

/// A running thread. Dropping the handle lets it run on.
package final class ThreadHandle: Sendable {
    private enum State {
        case running([CheckedContinuation<Void, Never>])
        case finished
    }

    private let state = Mutex(State.running([]))

    /// Returns when the thread's body has returned; at once when it has already.
    package func join() async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state -> Bool in
                guard case .running(let waiting) = state else { return true }
                state = .running(waiting + [continuation])
                return false
            }
            if isFinished { continuation.resume() }
        }
    }

    fileprivate func finish() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard case .running(let waiting) = state else { return [] }
            state = .finished
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// What a new thread is handed: it takes ownership of this box.
private final class ThreadStart {
    let name: String
    let body: @Sendable () -> Void
    let handle: ThreadHandle

    init(name: String, body: @escaping @Sendable () -> Void, handle: ThreadHandle) {
        self.name = name
        self.body = body
        self.handle = handle
    }
}

/// Starts a thread that runs `body` once. The kernel shows the first 15 bytes of `name`.
@discardableResult
package func startThread(
    named name: String, _ body: @escaping @Sendable () -> Void
) -> ThreadHandle {
    let handle = ThreadHandle()
    let start = ThreadStart(name: name, body: body, handle: handle)
    var thread = pthread_t()
    let result = unsafe pthread_create(
        &thread, nil,
        { argument in
            guard let argument = unsafe argument else { return nil }
            let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
            _ = unsafe checkind_name_thread(start.name)
            start.body()
            start.handle.finish()
            return nil
        }, Unmanaged.passRetained(start).toOpaque())
    check(result, "pthread_create")
    check(pthread_detach(thread), "pthread_detach")
    return handle
}
