// The lives of this box's journal. Numbers go on from one to the next, and damage at the end may
// have taken some that others already know: with its life, a number means one attempt only.

import CheckinCore
import GRDB
import Validation

struct Lives {
    struct Life: Hashable {
        /// The life has the numbers after this one.
        let base: AttemptNumber
        let incarnation: Incarnation
    }

    let device: DeviceID
    /// In the order in which they began; never empty.
    let all: [Life]

    static func read(_ db: Database) throws -> Lives {
        let device = try db.cachedStatement(sql: "SELECT device FROM box").first {
            try $0.identifier(0) as DeviceID
        }
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT base, incarnation FROM life ORDER BY position"))
        var lives: [Life] = []
        while let row = try rows.next() {
            lives.append(
                Life(
                    base: AttemptNumber(try row.integer(0)), incarnation: try row.identifier(1)))
        }
        guard let device, !lives.isEmpty else { throw ImpossibleValue() }
        return Lives(device: device, all: lives)
    }

    /// Where in `all` the life of `number` stands.
    func index(of number: AttemptNumber) -> Int {
        all.lastIndex { $0.base < number } ?? 0
    }

    /// The last number that can belong to the life at `index`; nil when it is the present one.
    func end(of index: Int) -> AttemptNumber? { all[(index + 1)...].map(\.base).min() }

    func journal(of number: AttemptNumber) -> JournalName {
        JournalName(device: device, incarnation: all[index(of: number)].incarnation)
    }

    func placing(_ attempt: Attempt) -> PlacedAttempt {
        PlacedAttempt(journal: journal(of: attempt.number), attempt: attempt)
    }

    /// Writes lives in the place of those that are there.
    static func write(_ lives: [Life], _ db: Database) throws {
        try db.execute(sql: "DELETE FROM life")
        for life in lives {
            try db.execute(
                sql: "INSERT INTO life (base, incarnation) VALUES (?, ?)",
                arguments: [life.base.value, life.incarnation.text])
        }
    }
}
