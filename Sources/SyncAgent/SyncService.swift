// All that a box says to its central server and hears of it, as one thing to run: the journal up,
// each event's feed down. It ends when its task is cancelled and not before: a box whose server
// refuses it, or that was revoked, goes on with what it may still do.

package import CheckinCore
package import Logging
package import Wire

package struct SyncService: Sendable {
    private let sending: SendingService
    private let feeds: [FeedService]
    private let onRevoked: @Sendable (Revocation) async -> Void
    private let time: any TimeSource
    /// Long, and nobody waits for it: what has ended stays so.
    private static let rest: Duration = .hours(1)

    /// - Parameters:
    ///   - name: of the journal that `journal` reads, with its life of now.
    ///   - random: 64 random bits a call.
    ///   - onRevoked: is told once that the server's key has signed that this box is revoked.
    ///   - onPage: is told of each page that was taken in.
    ///   - snapshots: how a feed is caught up with that lies far ahead; nil: page by page.
    package init(
        central: any Central, journal: any OutgoingJournal, store: any FeedStore,
        name: JournalName, events: [EventID], conditions: any ConditionReporter,
        time: any TimeSource, random: @escaping @Sendable () -> UInt64, logger: Logger,
        onRevoked: @escaping @Sendable (Revocation) async -> Void,
        onPage: @escaping @Sendable (FeedPage) async -> Void = { _ in },
        snapshots: SnapshotSide? = nil
    ) {
        // What one part has mended another may still find broken.
        let parts = SharedConditions(board: conditions)
        let sending = SendingService(
            central: central, journal: journal, conditions: parts.part("sending"), time: time,
            random: random, logger: logger)
        self.sending = sending
        feeds = events.map { event in
            FeedService(
                event: event, incarnation: name.incarnation, central: central, store: store,
                conditions: parts.part("feed of \(event)"), time: time, random: random,
                logger: logger, onForgotten: { await sending.sendAgain() }, onPage: onPage,
                snapshots: snapshots)
        }
        self.onRevoked = onRevoked
        self.time = time
    }

    /// Runs until its task is cancelled.
    package func run() async {
        let revocation = await withTaskGroup(of: SyncFault?.self) { company -> Revocation? in
            company.addTask { await sending.run() }
            for feed in feeds { company.addTask { await feed.run() } }
            for await end in company {
                // A journal that cannot be sent any more still hears of others.
                guard case .revoked(let revocation)? = end else { continue }
                company.cancelAll()
                return revocation
            }
            return nil
        }
        if let revocation { await onRevoked(revocation) }
        while !Task.isCancelled { try? await time.sleep(for: Self.rest) }
    }
}
