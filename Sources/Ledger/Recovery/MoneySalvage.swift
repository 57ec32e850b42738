// What damage did to the books: money that was taken stays taken, also where its attempt is lost,
// and no receipt is ever given out twice. It must never invent an amount.

import CheckinCore
import GRDB

struct MoneySalvage {
    /// Where the end of the books is lost, receipts go on behind the next multiple of this: more
    /// than a door takes payments in an evening, and easy to see in the books.
    static let leap: Int64 = 1_000

    let db: Database

    /// Writes down the receipts that are lost, or may be, and returns those that are new.
    ///
    /// - Parameter isIncomplete: the books could not be read to their end.
    func settleReceipts(isIncomplete: Bool) throws -> [ClosedRange<Int64>] {
        let given = try PaymentTable.newestReceipt(db)
        try forgetWhatComesAgain()
        var gaps = Gaps()
        let receipts = try Int64.fetchCursor(
            db, sql: "SELECT receipt FROM payment ORDER BY receipt")
        while let receipt = try receipts.next() { gaps.pass(receipt) }
        let isShort = try !PaymentCheck.numbers(of: .missing, db).isEmpty
        let end = isIncomplete || isShort ? (given / Self.leap + 1) * Self.leap : given
        gaps.pass(end + 1)
        return try LostNumbers.receipts.add(gaps.found, to: db)
    }

    /// Numbers behind the newest attempt will be given out again, so nothing may belong to them: a
    /// payment there is lost with its attempt, and what was to take one back has not happened.
    private func forgetWhatComesAgain() throws {
        let newest = "(SELECT ifnull(max(number), 0) FROM attempt)"
        try db.execute(
            sql: """
                DELETE FROM payment WHERE number > \(newest);
                UPDATE payment SET undone = NULL WHERE undone > \(newest)
                """)
    }

    /// Writes down the payments and sales whose other half is lost, and returns those that are new.
    func nameLost() throws -> [Int64] {
        let known = try Self.lost(db)
        let new = try Set(PaymentCheck.problems(db).map(\.number)).subtracting(known)
        let numbers = new.map(\.value).sorted()
        for number in numbers {
            try db.execute(sql: "INSERT INTO lost_money (number) VALUES (?)", arguments: [number])
        }
        return numbers
    }

    static func lost(_ db: Database) throws -> Set<AttemptNumber> {
        Set(try Int64.fetchAll(db, sql: "SELECT number FROM lost_money").map(AttemptNumber.init))
    }
}
