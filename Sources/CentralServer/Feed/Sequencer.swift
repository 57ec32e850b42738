// Numbers what was put into the outbox, event by event, as soon as it is told and by itself each
// second. Any number of copies may do so against one database: the database lets one at a time. A
// failure is logged and tried again; it must never stop.

import CheckinCore
import Logging
import PostgresClient
import Synchronization

final class Sequencer: Sendable {
    /// Between two looks of its own: what nobody was told of is at most this late.
    private static let lookSpan: Duration = .seconds(1)
    /// Rows of one turn; a turn is one transaction.
    private static let turnRows = 5_000
    /// Events that may wait to be looked at. What does not fit is found by the next look.
    private static let backlog = 1_024

    private struct Work {
        /// Being numbered now.
        var busy: Set<String> = []
        /// Told of again meanwhile.
        var again: Set<String> = []
    }

    private let database: PostgresPool
    private let time: any TimeSource
    private let metrics: Metrics
    private let logger: Logger
    private let work = Mutex(Work())
    private let calls: AsyncStream<String>
    private let call: AsyncStream<String>.Continuation

    init(database: PostgresPool, time: any TimeSource, metrics: Metrics, logger: Logger) {
        self.database = database
        self.time = time
        self.metrics = metrics
        self.logger = logger
        (calls, call) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingOldest(Self.backlog))
    }

    /// There may be something to number.
    func wake(_ event: String) { call.yield(event) }

    func run() async {
        await withDiscardingTaskGroup { company in
            company.addTask { await self.lookNowAndThen() }
            for await event in calls {
                guard begin(event) else { continue }
                company.addTask {
                    repeat { await self.sequence(event) } while self.isCalledAgain(event)
                }
            }
            company.cancelAll()
        }
    }

    private func lookNowAndThen() async {
        while !Task.isCancelled {
            do {
                let rows = try await database.query("SELECT door_pending()")
                for row in rows.rows { if let event = row.text(0) { wake(event) } }
            } catch { complain(error) }
            try? await time.sleep(for: Self.lookSpan)
        }
    }

    private func begin(_ event: String) -> Bool {
        work.withLock { work in
            if work.busy.insert(event).inserted { return true }
            work.again.insert(event)
            return false
        }
    }

    private func isCalledAgain(_ event: String) -> Bool {
        work.withLock { work in
            if !Task.isCancelled, work.again.remove(event) != nil { return true }
            work.again.remove(event)
            work.busy.remove(event)
            return false
        }
    }

    /// Until nothing is left, or another copy is at it.
    private func sequence(_ event: String) async {
        do {
            while !Task.isCancelled {
                let rows = try await database.query(
                    "SELECT state, taken, numbered FROM door_sequence($1, $2)",
                    [.text(event), .number(Self.turnRows)])
                guard let row = rows.first, row.text(0) == "numbered" else { return }
                metrics.numbered(Int(row.number(2) ?? 0))
                if (row.number(1) ?? 0) < Self.turnRows { return }
            }
        } catch { complain(error) }
    }

    private func complain(_ error: any Error) {
        if error is CancellationError { return }
        metrics.sequencerFailed()
        let fault = (error as? PostgresFault).map { "\($0)" } ?? "\(type(of: error))"
        logger.warning(
            "the feed could not be numbered; trying again", metadata: ["fault": "\(fault)"])
    }
}
