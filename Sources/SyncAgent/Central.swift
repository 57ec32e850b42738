// The central server as a box asks it. What carries the questions is somebody else's affair, so
// that a test can put a server in its place that loses, repeats and delays.

package import CheckinCore
package import Wire

/// Which page of a feed is wanted.
package struct FeedQuestion: Hashable, Sendable {
    package let event: EventID
    package let after: FeedCursor
    /// The life of this box's journal: its own attempts are not sent back.
    package let incarnation: Incarnation
    package let limit: Int
    /// How long the server may wait for news.
    package let wait: Duration

    package init(
        event: EventID, after: FeedCursor, incarnation: Incarnation, limit: Int, wait: Duration
    ) {
        self.event = event
        self.after = after
        self.incarnation = incarnation
        self.limit = limit
        self.wait = wait
    }
}

package protocol Central: Sendable {
    /// Up to where the server holds the journal now. Sending again changes nothing.
    func send(_ batch: JournalBatch) async throws(SyncFault) -> BatchAnswer
    /// The next page, at once when there is one, and else as soon as there is.
    func page(_ question: FeedQuestion) async throws(SyncFault) -> FeedAnswer
    /// What this box should be now.
    func device() async throws(SyncFault) -> DeviceDescription
    /// Makes this box known. The answer's token is said once.
    func enrol(_ request: EnrolmentRequest) async throws(SyncFault) -> EnrolmentAnswer
}

/// The central server as whoever fetches a bulk snapshot asks it.
package protocol SnapshotCentral: Sendable {
    /// The newest snapshot of an event, built if need be.
    func newestSnapshot(of event: EventID) async throws(SyncFault) -> SnapshotOffer
    /// The bytes of a snapshot from `position` on, `count` of them or those that there are.
    func piece(
        of offer: SnapshotOffer, from position: Int64, count: Int
    ) async throws(SyncFault) -> [UInt8]
}
