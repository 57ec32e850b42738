// What the pages and the commands may look at. Views never change anything.

package protocol VenueView: Sendable {
    /// The events of the active ticket list, by id.
    func events() async throws -> [Event]
    /// How `event` stands; nil when the box does not know it.
    func standing(of event: EventID, at now: Timestamp) async throws -> Standing?
    /// The newest attempts before `before`, newest first, at most `limit` (1...500).
    func newestAttempts(before: AttemptNumber?, limit: Int) async throws -> [AttemptRow]
}

package protocol ConflictView: Sendable {
    /// What contradicts itself at `event` as far as the box knows, with what was decided about it;
    /// in the order of the later attempt of each.
    func conflicts(of event: EventID) async throws -> [ConflictRow]
}

/// The journal in order, for whoever carries it elsewhere.
package protocol JournalReader: Sendable {
    /// Attempts with a number greater than `number`, in order, at most `limit`.
    func attempts(after number: AttemptNumber, limit: Int) async throws -> [Attempt]
    /// The highest number the central server holds; 0 when none.
    func acknowledgedByCentral() async throws -> AttemptNumber
}

package protocol ConditionReporter: Sendable {
    func raise(_ code: ConditionCode, detail: String) async
    func clear(_ code: ConditionCode) async
}

package protocol HealthView: Sendable {
    /// What to show now, critical first.
    func conditions() async -> [Condition]
}
