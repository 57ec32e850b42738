// Runs asynchronous work of other threads to its end while the caller's thread stands still. Only
// for threads that are nobody else's: on the shared pool it could wait for itself.

import Foundation
import Synchronization

enum Blocking {
    /// Not generic: with a `Mutex` in a generic class, release builds ended now and then in "unlock
    /// on a thread which hasn't acquired the lock".
    private final class Pending: Sendable {
        private let result = Mutex<(any Sendable)?>(nil)
        private let isDone = NSCondition()

        func put(_ new: any Sendable) {
            isDone.lock()
            result.withLock { $0 = new }
            isDone.signal()
            isDone.unlock()
        }

        func take() -> any Sendable {
            isDone.lock()
            defer { isDone.unlock() }
            while true {
                if let result = result.withLock({ $0 }) { return result }
                isDone.wait()
            }
        }
    }

    static func wait<Value: Sendable>(
        for work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let pending = Pending()
        Task.detached {
            let result: Result<Value, any Error>
            do { result = .success(try await work()) } catch { result = .failure(error) }
            pending.put(result)
        }
        guard let result = pending.take() as? Result<Value, any Error> else {
            preconditionFailure("only what the work came to is put there")
        }
        return try result.get()
    }
}
