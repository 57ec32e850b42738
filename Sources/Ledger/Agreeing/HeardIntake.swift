// People and messages of an event's feed on their way into the journal. An emergency is a row of a
// few hundred bytes: it must never wait for anything else that comes with it.

import CheckinCore
import GRDB

struct HeardIntake {
    /// How many people one transaction takes: a scan may have to wait for them.
    private static let peopleAtOnce = 50

    let event: EventID
    let generation: FeedGeneration
    /// Of an event whose guests were forgotten, people and words are not heard of again.
    let isWiped: Bool

    /// Returns how many of them are of no use.
    ///
    /// - Parameter transaction: runs the work in one transaction of the journal, and lets those who
    ///   wait for it go before it returns.
    func take(
        _ changes: [FeedChange], in transaction: ((Database) throws -> Void) async throws -> Void
    ) async throws -> Int {
        let heard = changes.compactMap(\.heard)
        // Messages first, and all of them together: an end may stand beside its emergency.
        let messages = heard.filter { $0.kind == "message" }
        let people = isWiped ? [] : heard.filter { $0.kind == "staff" }
        var unusable = 0
        if !messages.isEmpty {
            try await transaction { db in
                unusable += try messages.count {
                    try !MessageTable.hear($0.body, $0.key, of: event, isWiped: isWiped, db)
                }
                try MessageTable.prune(event, db)
            }
        }
        for start in stride(from: 0, to: people.count, by: Self.peopleAtOnce) {
            let some = people[start...].prefix(Self.peopleAtOnce)
            try await transaction { db in
                unusable += try some.count {
                    try !ServerStaff.put($0.body, $0.key, of: event, in: generation, db)
                }
            }
        }
        return unusable
    }
}

extension FeedChange {
    fileprivate var heard: (kind: String, key: String, body: [UInt8]?)? {
        guard case .other(let kind, let key, let body) = self,
            kind == "message" || kind == "staff"
        else { return nil }
        return (kind, key, body)
    }
}
