// An open ticket list: events and tiers in memory, tickets by one look-up. Read only, and replaced
// as a whole. Each owner (the scans, the views) has one of its own, so that neither waits for the
// other.

import CheckinCore
import GRDB

struct Snapshot: Sendable {
    /// No order brings more people to a door than this; a group code for more is a mistake.
    static let maximumGroup = 1_000

    let number: Int
    private let queue: DatabaseQueue
    private let events: [EventID: ListedEvent]
    private let tiers: [Int64: Tier]

    /// `holding`: keeps the file's read lock as long as the snapshot lives, which spares every
    /// look-up some system calls; nobody can write the file meanwhile.
    static func open(
        _ number: Int, in state: StateDirectory, holding: Bool = false
    ) throws -> Snapshot {
        guard state.exists(state.snapshot(number)) else { throw LedgerFault.snapshotMissing }
        return try LedgerFault.wrapping(.snapshot) {
            var configuration = Configuration()
            configuration.label = "snapshot"
            configuration.readonly = true
            configuration.busyMode = .timeout(JournalFile.busyTimeout)
            if holding {
                configuration.prepareDatabase { db in
                    try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
                }
            }
            let queue = try DatabaseQueue(
                path: state.snapshot(number), configuration: configuration)
            return try Snapshot(number: number, queue: queue)
        }
    }

    private init(number: Int, queue: DatabaseQueue) throws {
        let listed = try queue.inDatabase { db in
            try Self.checkFormat(db)
            return try EventTable.readEvents(db)
        }
        self.number = number
        self.queue = queue
        events = Dictionary(listed.map { ($0.event.id, $0) }) { first, _ in first }
        let all = listed.flatMap(\.tiers).map { ($0.key, $0.tier) }
        tiers = Dictionary(all) { first, _ in first }
    }

    static func checkFormat(_ db: Database) throws {
        let application = try Int64.fetchOne(db, sql: "PRAGMA application_id")
        let version = try Int64.fetchOne(db, sql: "PRAGMA user_version")
        guard application == Int64(SnapshotSchema.applicationID),
            version == Int64(SnapshotSchema.version)
        else { throw LedgerFault.snapshotCorrupt }
    }

    /// By id.
    var allEvents: [ListedEvent] { events.values.sorted { $0.event.id < $1.event.id } }

    func event(_ id: EventID) -> ListedEvent? { events[id] }

    /// What `read` takes, in its order.
    static let columns = """
        tier, number, holder, user, status, status_since, amount_due, currency, generation, \
        valid_from, valid_until, as_of, group_id
        """

    /// The tickets that a query of `columns` and the id finds, in its order.
    func tickets(
        of event: EventID, _ sql: String, _ arguments: StatementArguments
    ) throws -> [Ticket] {
        try LedgerFault.wrapping(.snapshot) {
            try queue.inDatabase { db in
                let rows = try Row.fetchCursor(
                    try db.cachedStatement(sql: sql), arguments: arguments)
                var tickets: [Ticket] = []
                while let row = try rows.next() {
                    tickets.append(try read(row, id: try row.identifier(13), event: event))
                }
                return tickets
            }
        }
    }

    func tier(_ key: Int64) -> Tier? { tiers[key] }

    func look<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try LedgerFault.wrapping(.snapshot) { try queue.inDatabase(work) }
    }

    /// The row of a ticket; nil when it is not listed.
    func ticket(_ id: TicketID, of event: EventID) throws -> Ticket? {
        guard let listed = events[event] else { return nil }
        return try LedgerFault.wrapping(.snapshot) {
            try queue.inDatabase { db in
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT \(Self.columns) FROM ticket WHERE event = ? AND id = ?
                        """)
                return try statement.first([listed.key, id.text]) {
                    try read($0, id: id, event: event)
                }
            }
        }
    }

    /// The ids of those that a door refuses for what the platform says of them.
    func refusedTickets(of event: EventID) throws -> [TicketID] {
        guard let listed = events[event] else { return [] }
        return try look { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id FROM ticket WHERE event = ? AND status NOT IN ('valid', 'used')
                    """, arguments: [listed.key])
            var ids: [TicketID] = []
            while let row = try rows.next() { ids.append(try row.identifier(0)) }
            return ids
        }
    }

    /// The ids of a group's tickets, sorted, at most `maximumGroup`.
    func tickets(ofGroup group: GroupID, in event: EventID) throws -> [TicketID] {
        guard let listed = events[event] else { return [] }
        return try LedgerFault.wrapping(.snapshot) {
            try queue.inDatabase { db in
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT id FROM ticket WHERE event = ? AND group_id = ? \
                        ORDER BY id LIMIT \(Self.maximumGroup)
                        """)
                let rows = try Row.fetchCursor(statement, arguments: [listed.key, group.text])
                var ids: [TicketID] = []
                while let row = try rows.next() { ids.append(try row.identifier(0)) }
                return ids
            }
        }
    }

    /// Lends every row of an event, by line: its tier's key, then id, number, holder, user, status,
    /// status_since, amount_due, currency, generation, valid_from, valid_until, as_of, group_id.
    func forEachTicketRow(
        of event: Int64, _ body: (Int64, [DatabaseValue]) throws -> Void
    ) throws {
        try LedgerFault.wrapping(.snapshot) {
            try queue.inDatabase { db in
                let rows = try Row.fetchCursor(
                    db,
                    sql: """
                        SELECT tier, id, number, holder, user, status, status_since, amount_due, \
                        currency, generation, valid_from, valid_until, as_of, group_id \
                        FROM ticket NOT INDEXED WHERE event = ?
                        """, arguments: [event])
                while let row = try rows.next() {
                    try body(try row.integer(0), Array(row.databaseValues.dropFirst()))
                }
            }
        }
    }

    private func read(_ row: Row, id: TicketID, event: EventID) throws -> Ticket {
        guard let tier = tiers[try row.integer(0)] else { throw ImpossibleValue() }
        let currency = row.optionalText(7)
        return Ticket(
            id: id, event: event, tier: tier, number: try row.text(1), holder: row.optionalText(2),
            user: try row.optionalIdentifier(3), group: try row.optionalIdentifier(12),
            status: try row.word(4),
            statusSince: row.optionalMoment(5),
            amountDue: row.optionalInteger(6).map {
                Money(minorUnits: $0, currency: currency ?? "")
            },
            generation: try row.number(8),
            window: EntryWindow(opens: row.optionalMoment(9), closes: row.optionalMoment(10)),
            asOf: try row.moment(11))
    }
}
