// A bounded number of connections, lent one at a time. Who finds none free waits in a bounded queue
// and for a bounded time; who finds the database gone is told at once, and the pool looks again
// later and later, up to a bound. It must never hand out a connection that somebody still uses.

package import CheckinCore

package actor PostgresPool {
    package struct Limits: Sendable {
        /// PostgreSQL gives each connection a process; its own default is a hundred in all.
        package var connections = 8
        /// Who comes when as many wait already is sent away: a bound on memory, and an honest one.
        package var waiting = 256
        /// Longer than that nobody waits for a connection.
        package var patience: Duration = .seconds(5)
        /// The first and the longest span between two tries to connect.
        package var firstRest: Duration = .milliseconds(100)
        package var longestRest: Duration = .seconds(10)

        package init() {}
    }

    package struct Usage: Sendable {
        package let open: Int
        package let idle: Int
        package let waiting: Int
    }

    private let settings: PostgresSettings
    private let limits: Limits
    private let time: any TimeSource
    /// Done on each new connection before anybody gets it.
    private let prepare: @Sendable (PostgresConnection) async throws -> Void
    /// Told of each try to connect.
    private let connecting: @Sendable () -> Void
    private var idle: [PostgresConnection] = []
    private var open = 0
    private var queue: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
    private var tickets: UInt64 = 0
    private var rest: Duration
    private var shutUntil: Uptime?

    package init(
        _ settings: PostgresSettings, limits: Limits = Limits(), time: any TimeSource,
        connecting: @escaping @Sendable () -> Void = {},
        prepare: @escaping @Sendable (PostgresConnection) async throws -> Void = { _ in }
    ) {
        self.connecting = connecting
        self.settings = settings
        self.limits = limits
        self.time = time
        self.prepare = prepare
        rest = limits.firstRest
    }

    package var usage: Usage { Usage(open: open, idle: idle.count, waiting: queue.count) }

    /// Lends a connection for as long as `body` runs.
    package nonisolated func use<Result>(
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await take()
        do {
            let result = try await body(connection)
            await giveBack(connection)
            return result
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// One statement on whichever connection is free.
    @discardableResult
    package nonisolated func query(
        _ sql: String, _ values: [PostgresValue] = [], limit: AnswerLimit = .small,
        binary: Bool = false
    ) async throws -> PostgresRows {
        try await use { try await $0.query(sql, values, limit: limit, binary: binary) }
    }

    private func take() async throws -> PostgresConnection {
        while true {
            while let connection = idle.popLast() {
                if await connection.isSound() { return connection }
                open -= 1
            }
            if open < limits.connections { return try await connect() }
            try await waitInLine()
        }
    }

    private func connect() async throws -> PostgresConnection {
        if let shutUntil, time.uptime() < shutUntil { throw PostgresFault.unreachable }
        open += 1
        connecting()
        let connection = PostgresConnection(settings)
        do {
            try await connection.open()
            try await prepare(connection)
        } catch {
            open -= 1
            if error as? PostgresFault == .unreachable { retreat() }
            wakeOne()
            throw error
        }
        rest = limits.firstRest
        shutUntil = nil
        return connection
    }

    /// With jitter, so that many servers do not come back in one moment.
    private func retreat() {
        shutUntil = time.uptime() + rest * Double.random(in: 0.5...1)
        rest = min(rest * 2, limits.longestRest)
    }

    private func giveBack(_ connection: PostgresConnection) async {
        if await connection.isReusable() { idle.append(connection) } else { open -= 1 }
        wakeOne()
    }

    private func waitInLine() async throws {
        guard queue.count < limits.waiting else { throw PostgresFault.busy }
        tickets += 1
        let ticket = tickets
        let (time, patience) = (time, limits.patience)
        let alarm = Task { [weak self] in
            try await time.sleep(for: patience)
            await self?.sendAway(ticket, PostgresFault.busy)
        }
        defer { alarm.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    queue.append((ticket, continuation))
                }
            }
        } onCancel: {
            Task { await self.sendAway(ticket, CancellationError()) }
        }
    }

    private func sendAway(_ ticket: UInt64, _ error: any Error) {
        guard let place = queue.firstIndex(where: { $0.ticket == ticket }) else { return }
        queue.remove(at: place).continuation.resume(throwing: error)
    }

    private func wakeOne() {
        if !queue.isEmpty { queue.removeFirst().continuation.resume() }
    }
}
