// One connection to PostgreSQL, on a thread of its own: libpq's calls block, and block nobody else.
// Rows are taken one by one and counted, so that no answer grows past what was asked for. Whoever
// has it uses it alone.

import CPostgreSQL
package import Threads

package actor PostgresConnection: ThreadBound {
    package nonisolated let thread: WorkerThread
    private let settings: PostgresSettings
    private var handle: LibpqConnection?

    package init(_ settings: PostgresSettings, thread name: String = "postgres") {
        self.settings = settings
        thread = WorkerThread(name: name)
    }

    package func open() throws(PostgresFault) {
        let new = try LibpqConnection(settings)
        try new.run(script: settings.session)
        handle = new
    }

    package func close() { handle = nil }

    /// Whether the other side has not gone away since; asks nobody.
    package func isSound() -> Bool { handle?.isSound() ?? false }

    /// The next one may have it: sound, and no transaction was left open.
    package func isReusable() -> Bool { handle.map { $0.isSound() && $0.isIdle } ?? false }

    /// One statement, its values beside it. `binary` gives the columns of the answer in binary
    /// form, as bytes that were stored as bytes.
    @discardableResult
    package func query(
        _ sql: String, _ values: [PostgresValue] = [], limit: AnswerLimit = .small,
        binary: Bool = false
    ) throws(PostgresFault) -> PostgresRows {
        guard let handle else { throw .connectionLost }
        return try handle.query(sql, values, limit: limit, binary: binary)
    }

    /// Several statements in one text of ours. Their answers are thrown away.
    package func run(script: String) throws(PostgresFault) {
        guard let handle else { throw .connectionLost }
        try handle.run(script: script)
    }

    /// Runs `body` within a transaction, which ends with it: committed, or taken back when it
    /// throws.
    package nonisolated func transaction<Result>(
        _ mode: TransactionMode = .readCommitted, _ body: () async throws -> Result
    ) async throws -> Result {
        try await query(mode.beginning)
        let result: Result
        do { result = try await body() } catch {
            _ = try? await query("ROLLBACK")
            throw error
        }
        try await query("COMMIT")
        return result
    }
}

package enum TransactionMode: Sendable {
    case readCommitted
    /// Everything in it sees one state of the database.
    case repeatableRead

    fileprivate var beginning: String {
        switch self {
        case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        }
    }
}
