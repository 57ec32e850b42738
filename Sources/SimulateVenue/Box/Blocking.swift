// Runs asynchronous work of other threads to its end while the caller's thread stands still. Only
// for threads that are nobody else's: on the shared pool it could wait for itself.

import Foundation
import Synchronization

enum Blocking {
    private final class Pending<Value: Sendable>: Sendable {
        private let result = Mutex<Result<Value, any Error>?>(nil)
        private let isDone = NSCondition()

        func put(_ new: Result<Value, any Error>) {
            isDone.withLock { result.withLock { $0 = new } }
            isDone.signal()
        }

        func take() -> Result<Value, any Error> {
            isDone.withLock {
                while true {
                    if let result = result.withLock({ $0 }) { return result }
                    isDone.wait()
                }
            }
        }
    }

    static func wait<Value: Sendable>(
        for work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let pending = Pending<Value>()
        Task.detached {
            do { pending.put(.success(try await work())) } catch { pending.put(.failure(error)) }
        }
        return try pending.take().get()
    }
}
