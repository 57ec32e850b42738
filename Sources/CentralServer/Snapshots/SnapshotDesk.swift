// Which snapshot a box is given: the newest one, built when there is none or it lies too far
// behind. One is built at a time, and whoever asks meanwhile waits a little and is asked to come
// again.

import CheckinCore
import Logging
import PostgresClient

struct SnapshotRecord: Encodable, Sendable {
    let id: String
    let event: String
    let generation: String
    /// The feed goes on from here.
    let cursor: Int64
    let asOf: Int64
    let tickets: Int64
    let attempts: Int64
    let size: Int64
    let sha256: String

    enum CodingKeys: String, CodingKey {
        case id, event, generation, cursor, tickets, attempts, size, sha256
        case asOf = "as_of"
    }

    static let columns = """
        s.id, s.event, s.generation, s.position, door_ms(s.as_of), s.tickets, s.attempts, s.size,
        encode(s.sha256, 'hex')
        """

    init?(_ row: PostgresRow) {
        guard let id = row.text(0), let event = row.text(1), let generation = row.text(2),
            let cursor = row.number(3), let asOf = row.number(4), let tickets = row.number(5),
            let attempts = row.number(6), let size = row.number(7), let sha256 = row.text(8)
        else { return nil }
        self.id = id
        self.event = event
        self.generation = generation
        self.cursor = cursor
        self.asOf = asOf
        self.tickets = tickets
        self.attempts = attempts
        self.size = size
        self.sha256 = sha256
    }
}

actor SnapshotDesk {
    /// Entries of the feed that a box may have to read behind a snapshot: some seconds' worth.
    private static let longestTail = 10_000
    /// How long whoever asks waits for one that is being built, and how often it looks.
    private static let patience: Duration = .seconds(20)
    private static let lookSpan: Duration = .milliseconds(500)

    private let database: PostgresPool
    /// Where building does not stand in the way of those who ask.
    private let chores: PostgresPool
    private let keys: ServerKeys
    private let time: any TimeSource
    private let metrics: Metrics
    private let logger: Logger
    private var building: [String: Task<Void, Never>] = [:]

    init(
        database: PostgresPool, chores: PostgresPool, keys: ServerKeys, time: any TimeSource,
        metrics: Metrics, logger: Logger
    ) {
        self.database = database
        self.chores = chores
        self.keys = keys
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    /// The newest one of the feed's present life; nil while it is still being built.
    func newest(of event: String) async throws -> SnapshotRecord? {
        if let ready = try await ready(event) { return ready }
        build(event)
        let end = time.uptime() + Self.patience
        while time.uptime() < end, building[event] != nil {
            try await time.sleep(for: Self.lookSpan)
            if let ready = try await ready(event) { return ready }
        }
        return try await ready(event)
    }

    /// Ends what is being built, at the next line.
    func close() {
        for task in building.values { task.cancel() }
    }

    private func ready(_ event: String) async throws -> SnapshotRecord? {
        let rows = try await database.query(
            """
            SELECT \(SnapshotRecord.columns) FROM door_snapshot s
            JOIN door_feed_state($1) f ON f.generation = s.generation
            WHERE s.event = $1 AND f.head - s.position <= $2
            ORDER BY s.position DESC, s.built_at DESC LIMIT 1
            """, [.text(event), .number(Self.longestTail)])
        return rows.first.flatMap(SnapshotRecord.init)
    }

    private func build(_ event: String) {
        guard building[event] == nil else { return }
        let (chores, keys, metrics, logger) = (chores, keys, metrics, logger)
        building[event] = Task {
            do {
                let isBuilt = try await chores.use { connection in
                    try await SnapshotWriter.build(event, on: connection, keys: keys)
                }
                if isBuilt { metrics.snapshotBuilt() }
            } catch is CancellationError {
                logger.notice("a snapshot was not finished", metadata: ["event": "\(event)"])
            } catch {
                let fault = (error as? any Fault).map { "\($0)" } ?? "\(type(of: error))"
                logger.error(
                    "a snapshot could not be built",
                    metadata: ["event": "\(event)", "fault": "\(fault)"])
            }
            self.finished(event)
        }
    }

    private func finished(_ event: String) { building[event] = nil }
}
