// The cash-up: what each shift did and took, and what all of them did together. Everything is
// counted from the journal, in one consistent look beside a running door. It names people by their
// ids, and nobody else at all.

package import CheckinCore
import GRDB

/// A drawer, a telephone, a terminal: where money of one currency goes.
package struct Till: Hashable, Comparable, Sendable {
    package let method: PaymentMethod
    package let currency: String

    package static func < (left: Self, right: Self) -> Bool {
        (left.order, left.currency) < (right.order, right.currency)
    }

    private var order: Int { PaymentMethod.allCases.firstIndex(of: method) ?? 0 }
}

package struct Takings: Hashable, Sendable {
    package internal(set) var payments = 0
    package internal(set) var amount: Int64 = 0
    /// Payments that were taken back on this shift, whoever had taken them.
    package internal(set) var paidBack = 0
    package internal(set) var amountPaidBack: Int64 = 0

    /// What ought to be there now.
    package var net: Int64 { amount - amountPaidBack }
}

package struct ShiftSum: Hashable, Sendable {
    /// The attempt that opened it; nil for what was done while nobody had signed in.
    package let shift: AttemptNumber?
    package internal(set) var staff: StaffID?
    package internal(set) var from: Timestamp?
    /// nil while it lasts.
    package internal(set) var until: Timestamp?
    /// People who went in, with a ticket or without.
    package internal(set) var entries = 0
    package internal(set) var refusals = 0
    package internal(set) var overrides = 0
    package internal(set) var undos = 0
    package internal(set) var tills: [Till: Takings] = [:]
    package internal(set) var firstReceipt: Int64?
    package internal(set) var lastReceipt: Int64?

    init(shift: AttemptNumber?) { self.shift = shift }

    mutating func add(_ other: ShiftSum) {
        entries += other.entries
        refusals += other.refusals
        overrides += other.overrides
        undos += other.undos
        for (till, takings) in other.tills {
            tills[till, default: Takings()].payments += takings.payments
            tills[till, default: Takings()].amount += takings.amount
            tills[till, default: Takings()].paidBack += takings.paidBack
            tills[till, default: Takings()].amountPaidBack += takings.amountPaidBack
        }
        firstReceipt = [firstReceipt, other.firstReceipt].compactMap(\.self).min()
        lastReceipt = [lastReceipt, other.lastReceipt].compactMap(\.self).max()
    }
}

package struct ShiftReport: Hashable, Sendable {
    /// In the order in which they began; last, where there is any, what nobody had signed in for.
    package let shifts: [ShiftSum]

    package var total: ShiftSum {
        shifts.reduce(into: ShiftSum(shift: nil)) { $0.add($1) }
    }

    package static func read(_ state: StateDirectory) throws -> ShiftReport {
        let queue = try JournalFile.openForReading(state)
        return try LedgerFault.wrapping(.journal) {
            try queue.read { db in
                var tally = ShiftTally()
                try tally.countShifts(db)
                try tally.countAttempts(db)
                try tally.countPayments(db)
                return ShiftReport(shifts: tally.sorted)
            }
        }
    }
}

private struct ShiftTally {
    private var shifts: [AttemptNumber?: ShiftSum] = [:]

    var sorted: [ShiftSum] {
        let named = shifts.compactMap { shift, sum in shift.map { ($0, sum) } }
            .sorted { $0.0 < $1.0 }.map(\.1)
        return named + [shifts[nil]].compactMap(\.self)
    }

    private mutating func change(_ shift: Int64?, _ body: (inout ShiftSum) throws -> Void) rethrows
    {
        let number = shift.map(AttemptNumber.init)
        var sum = shifts[number] ?? ShiftSum(shift: number)
        try body(&sum)
        shifts[number] = sum
    }

    mutating func countShifts(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT o.number, o.staff, o.at, (SELECT min(c.at) FROM attempt c \
                WHERE c.act = 'shift_close' AND c.shift = o.number) \
                FROM attempt o WHERE o.act = 'shift_open'
                """)
        while let row = try rows.next() {
            try change(try row.integer(0)) { sum in
                sum.staff = try row.optionalIdentifier(1)
                sum.from = try row.moment(2)
                sum.until = row.optionalMoment(3)
            }
        }
    }

    /// Headcounts are not entries: they put right what the box had missed.
    mutating func countAttempts(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT shift, \
                sum(CASE WHEN act = 'walk_up' THEN people \
                WHEN outcome IN (\(OutcomeKind.entryWords)) AND repeats IS NULL THEN 1 \
                ELSE 0 END), \
                sum(outcome = 'refused'), sum(act = 'override'), sum(act = 'undo') \
                FROM attempt WHERE act != 'shift_open' GROUP BY shift
                """)
        while let row = try rows.next() {
            try change(row.optionalInteger(0)) { sum in
                sum.entries = try row.number(1)
                sum.refusals = try row.number(2)
                sum.overrides = try row.number(3)
                sum.undos = try row.number(4)
            }
        }
    }

    mutating func countPayments(_ db: Database) throws {
        let taken = try Row.fetchCursor(
            db,
            sql: """
                SELECT a.shift, p.method, p.currency, count(*), sum(p.amount), min(p.receipt), \
                max(p.receipt) FROM payment p JOIN attempt a ON a.number = p.number \
                GROUP BY a.shift, p.method, p.currency
                """)
        while let row = try taken.next() {
            try change(row.optionalInteger(0)) { sum in
                let till = Till(method: try row.word(1), currency: try row.text(2))
                sum.tills[till, default: Takings()].payments = try row.number(3)
                sum.tills[till, default: Takings()].amount = try row.integer(4)
                let (first, last) = (try row.integer(5), try row.integer(6))
                sum.firstReceipt = min(sum.firstReceipt ?? first, first)
                sum.lastReceipt = max(sum.lastReceipt ?? last, last)
            }
        }
        let back = try Row.fetchCursor(
            db,
            sql: """
                SELECT u.shift, p.method, p.currency, count(*), sum(p.amount) \
                FROM payment p JOIN attempt u ON u.number = p.undone \
                GROUP BY u.shift, p.method, p.currency
                """)
        while let row = try back.next() {
            try change(row.optionalInteger(0)) { sum in
                let till = Till(method: try row.word(1), currency: try row.text(2))
                sum.tills[till, default: Takings()].paidBack = try row.number(3)
                sum.tills[till, default: Takings()].amountPaidBack = try row.integer(4)
            }
        }
    }
}
