// Proves the money of a journal: receipts without gaps, a payment for every attempt that says so,
// the tickets it paid for, and that what was taken back let nobody stay in. It reads, and never
// mends.

import CheckinCore
import GRDB

/// What is wrong with one payment.
package enum PaymentProblem: String, Hashable, Sendable, CaseIterable {
    case missing = "says that money was taken, and no payment is there"
    case sales = "did not make as many tickets as it paid for"
    case undone = "is not taken back as the attempts say"
    case stillIn = "was taken back, and an entry that it paid for was not"
    case unpaid = "is a sale that no payment paid for"
}

enum PaymentCheck {
    /// But for what a recovery found lost.
    static func run(_ db: Database, _ verification: inout Verification) throws {
        try checkReceipts(db, &verification)
        let lost = try MoneySalvage.lost(db)
        for (number, problem) in try problems(db) where !lost.contains(number) {
            verification.add(.payment(number, problem))
        }
    }

    static func problems(
        _ db: Database
    ) throws -> [(number: AttemptNumber, problem: PaymentProblem)] {
        try PaymentProblem.allCases.flatMap { problem in
            try numbers(of: problem, db).map { (number: $0, problem: problem) }
        }
    }

    static func numbers(of problem: PaymentProblem, _ db: Database) throws -> [AttemptNumber] {
        try Int64.fetchAll(db, sql: query(problem) + " ORDER BY 1").map(AttemptNumber.init)
    }

    /// What asks for the numbers of those that have it.
    private static func query(_ problem: PaymentProblem) -> String {
        switch problem {
        case .missing:
            """
            SELECT number FROM attempt WHERE act = 'payment' \
            AND number NOT IN (SELECT number FROM payment)
            """
        case .sales:
            """
            SELECT p.number FROM payment p JOIN attempt a ON a.number = p.number \
            WHERE a.people != (SELECT count(*) FROM attempt s \
            WHERE s.target = p.number AND s.act = 'sale')
            """
        case .undone:
            """
            SELECT p.number FROM payment p WHERE p.undone IS NOT \
            (SELECT u.number FROM attempt u WHERE u.target = p.number AND u.act = 'undo')
            """
        case .stillIn:
            """
            SELECT DISTINCT p.number FROM payment p \
            JOIN attempt s ON s.target = p.number AND s.act = 'sale' \
            WHERE p.undone IS NOT NULL AND NOT EXISTS \
            (SELECT 1 FROM attempt u WHERE u.target = s.number AND u.act = 'undo')
            """
        case .unpaid:
            """
            SELECT number FROM attempt WHERE act = 'sale' \
            AND target NOT IN (SELECT number FROM payment)
            """
        }
    }

    private static func checkReceipts(
        _ db: Database, _ verification: inout Verification
    ) throws {
        let receipts = try Int64.fetchCursor(
            db, sql: "SELECT receipt FROM payment ORDER BY number")
        let lost = try LostNumbers.receipts.read(db)
        var last: Int64 = 0
        while let receipt = try receipts.next() {
            if !lost.explain(last, to: receipt) { verification.add(.receipt(receipt)) }
            last = receipt
        }
    }
}
