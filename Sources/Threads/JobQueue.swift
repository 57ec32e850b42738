// A first-in, first-out queue that a thread can sleep on. The pthread mutex and condition live on
// the heap because their address must not change; nothing outside this file may touch them.

import Glibc

/// Jobs for one thread. Every member may be called from any thread.
@safe final class JobQueue: @unchecked Sendable {
    /// A job and the executor it belongs to, which its actor keeps alive while the job waits.
    @safe struct Entry {
        let job: UnownedJob
        let executor: UnownedSerialExecutor

        func run() { unsafe job.runSynchronously(on: executor) }
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    // Guarded by `mutex`.
    private var waiting: [Entry] = []
    private var isClosed = false

    init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        check(unsafe pthread_mutex_init(mutex, nil), "pthread_mutex_init")
        check(unsafe pthread_cond_init(condition, nil), "pthread_cond_init")
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func push(_ entry: Entry) {
        unsafe pthread_mutex_lock(mutex)
        waiting.append(entry)
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Lets the thread end once everything waiting has been handed out.
    func close() {
        unsafe pthread_mutex_lock(mutex)
        isClosed = true
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Everything that waits, in order; sleeps while there is nothing. Empty when closed.
    func popAll() -> [Entry] {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while waiting.isEmpty && !isClosed { unsafe pthread_cond_wait(condition, mutex) }
        let entries = waiting
        waiting = []
        return entries
    }
}

/// These calls fail only when memory is exhausted at start or an argument is wrong.
func check(_ result: Int32, _ call: StaticString) {
    precondition(result == 0, "\(call) failed with \(result)")
}
