// Runs asynchronous work of other threads to its end while the caller's thread stands still. Only
// for threads that are nobody else's: on the shared pool it could wait for itself.

import Foundation

enum Blocking {
    /// The result is written and read by whoever holds the condition.
    @safe private final class Pending<Value: Sendable>: @unchecked Sendable {
        private var result: Result<Value, any Error>?
        private let isDone = NSCondition()

        func put(_ new: Result<Value, any Error>) {
            isDone.lock()
            result = new
            isDone.signal()
            isDone.unlock()
        }

        func take() -> Result<Value, any Error> {
            isDone.lock()
            defer { isDone.unlock() }
            while true {
                if let result { return result }
                isDone.wait()
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
