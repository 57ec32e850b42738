// What a recovery found and did, for whoever ran it.

package import CheckinCore

package struct RecoveryReport: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The journal was sound: nothing was touched.
        case nothingToDo
        /// A new journal was made. `damaged`: the folder with what was there before.
        case replaced(damaged: String)
    }

    /// How much of the old journal is in the new one.
    package struct Losses: Hashable, Sendable, Codable {
        /// Numbers of attempts that could not be saved, without those that were missing before.
        package var missing: [ClosedRange<Int64>] = []
        /// Attempts after the newest one that was saved may be lost as well: nobody can tell.
        package var endIsUnknown = false
        /// Other tables of which not every row could be read.
        package var tables: [String] = []
        /// The row with the box's name and its ticket list was lost; made again as far as it goes.
        package var box = false
        /// An emergency held, and the attempt that began it is lost.
        package var emergency = false
        /// Numbers of payments and sales of which a part is lost.
        package var money: [Int64] = []
        /// Receipts that are lost, or may be; none of them is given out again.
        package var receipts: [ClosedRange<Int64>] = []

        package var attempts: Bool { endIsUnknown || !missing.isEmpty }
    }

    package let outcome: Outcome
    package let incarnation: Incarnation
    /// Attempts in the journal that is in place now.
    package let attempts: Int
    package let newest: AttemptNumber?
    package let losses: Losses
    /// What the journal that is in place still does not agree with itself about.
    package var differences: [JournalDifference] = []

    static func sound(_ verification: Verification) -> RecoveryReport {
        RecoveryReport(
            outcome: .nothingToDo, incarnation: verification.box.incarnation,
            attempts: verification.attempts, newest: nil, losses: Losses())
    }
}
