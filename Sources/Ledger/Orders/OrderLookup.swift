// What the rules of orders may know, from the journal.

import CheckinCore
import GRDB
import Validation

struct OrderLookup {
    let instruction: Instruction
    let head: JournalHead

    func run(_ db: Database) throws -> OrderFacts {
        var facts = OrderFacts(emergency: head.emergency)
        if let number = instruction.order.target {
            facts.target = try attempt(number, db)
            facts.isDone = try isDone(number, db)
            facts.targetRole = try facts.target.flatMap { try role(behind: $0, db) }
        }
        if case .override = instruction.order, let shift = instruction.staff?.shift {
            facts.overrides = try overrides(on: shift, db)
        }
        return facts
    }

    private func attempt(_ number: AttemptNumber, _ db: Database) throws -> Attempt? {
        let statement = try db.cachedStatement(
            sql: "SELECT \(AttemptColumns.list) FROM attempt WHERE number = ?")
        let found = try statement.first([number.value], AttemptColumns.read)
        guard let found, let claims = found.claims, found.answer.verdict?.repeats != nil else {
            return found
        }
        return try StandIns(db, event: claims.event, ticket: claims.ticket).counting(found)
    }

    private func isDone(_ number: AttemptNumber, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM attempt WHERE target = ? AND act = ?)")
        let kind = instruction.order.kind.rawValue
        return try statement.first([number.value, kind]) { try $0.flag(0) } ?? false
    }

    private func role(behind attempt: Attempt, _ db: Database) throws -> Role? {
        try attempt.act.staff.flatMap { try StaffTable.member($0, at: attempt.event, db)?.role }
    }

    private func overrides(on shift: AttemptNumber, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(
            sql: "SELECT count(*) FROM attempt WHERE shift = ? AND act = 'override'")
        return try statement.first([shift.value]) { try $0.number(0) } ?? 0
    }
}
