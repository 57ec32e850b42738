// Carries one event's feed down: pages come as soon as there is news, and the store takes each in
// with its cursor. A page that cannot be read is asked for again and again; it must never be
// skipped.

package import CheckinCore
package import Logging
internal import Wire

package actor FeedService {
    private let event: EventID
    private let incarnation: Incarnation
    private let central: any Central
    private let store: any FeedStore
    private let trouble: CentralTrouble
    private let time: any TimeSource
    private let random: @Sendable () -> UInt64
    private let logger: Logger
    private let onForgotten: @Sendable () async -> Void
    private let onPage: @Sendable (FeedPage) async -> Void
    private let snapshots: SnapshotSide?
    /// A part of a snapshot may lie there, of a life that ended before it was of no use any more.
    private var mayBeStaged = true
    private var machine: FeedMachine

    /// - Parameters:
    ///   - incarnation: the life of this box's journal, whose attempts are not sent back.
    ///   - onForgotten: is told when the server has begun another life.
    ///   - onPage: is told of each page that was taken in.
    ///   - snapshots: nil: the feed is read page by page, however long it is.
    package init(
        event: EventID, incarnation: Incarnation, central: any Central, store: any FeedStore,
        conditions: any ConditionReporter, time: any TimeSource,
        random: @escaping @Sendable () -> UInt64, logger: Logger,
        onForgotten: @escaping @Sendable () async -> Void = {},
        onPage: @escaping @Sendable (FeedPage) async -> Void = { _ in },
        snapshots: SnapshotSide? = nil
    ) {
        self.event = event
        self.incarnation = incarnation
        self.central = central
        self.store = store
        trouble = CentralTrouble(conditions: conditions)
        self.time = time
        self.random = random
        self.logger = logger
        self.onForgotten = onForgotten
        self.onPage = onPage
        self.snapshots = snapshots
        machine = FeedMachine(event: event, fetchesSnapshots: snapshots != nil)
    }

    /// Runs until its task is cancelled (nil), or until the box was revoked.
    package func run() async -> SyncFault? {
        var actions = machine.handle(.started, at: time.uptime(), random: random())
        while !Task.isCancelled, !actions.isEmpty {
            var next: [FeedMachine.Action] = []
            for action in actions {
                switch await perform(action) {
                case .event(let event)?:
                    next += machine.handle(event, at: time.uptime(), random: random())
                case .end(let fault)?:
                    _ = machine.handle(.stopped, at: time.uptime(), random: random())
                    return fault
                case nil: continue
                }
            }
            actions = next
        }
        return nil
    }

    private enum Outcome {
        case event(FeedMachine.Event)
        case end(SyncFault)
    }

    private func perform(_ action: FeedMachine.Action) async -> Outcome? {
        switch action {
        case .readCursor:
            do {
                return .event(.cursorRead(try await store.cursor(of: event)))
            } catch {
                log("the cursor of the feed cannot be read", SendingService.words(of: error))
                return .event(.failed(retryAfter: nil))
            }
        case .ask(let cursor, let limit): return await ask(after: cursor, limit)
        case .apply(let page): return await apply(page)
        case .takeSnapshot: return await takeSnapshot()
        case .tellForgotten:
            log("the feed has begun another life", [:])
            await onForgotten()
            return nil
        case .tellUnreadable:
            await trouble.feedIsUnreadable("\(event): a page that does not follow")
            log("the feed's page does not follow what was asked for", [:])
            return nil
        case .wait(let until):
            try? await time.sleep(for: max(.zero, until.since(time.uptime())))
            return .event(.tick)
        }
    }

    private func ask(after cursor: FeedCursor, _ limit: Int) async -> Outcome? {
        let begun = time.uptime()
        do throws(SyncFault) {
            let answer = try await central.page(
                FeedQuestion(
                    event: event, after: cursor, incarnation: incarnation, limit: limit,
                    wait: FeedMachine.longestWait))
            await trouble.end()
            return .event(.answered(answer, after: time.uptime().since(begun)))
        } catch {
            // Only our own task's end is an end.
            if error == .cancelled, Task.isCancelled { return nil }
            return await refused(error, after: cursor)
        }
    }

    private func refused(_ fault: SyncFault, after cursor: FeedCursor) async -> Outcome {
        log("no page came", ["fault": "\(fault.code)", "after": "\(cursor.position)"])
        switch fault {
        case .unreadable(let wrong) where wrong != .notJSON:
            await trouble.feedIsUnreadable("\(event): \(wrong.message)")
            return .event(.unreadable)
        case .answerTooLarge:
            await trouble.feedIsUnreadable("\(event): \(fault.message)")
            return .event(.unreadable)
        default: await trouble.tell(fault)
        }
        switch fault {
        case .revoked: return .end(fault)
        case .refused, .unacceptable, .conflict, .tooLarge: return .event(.refused)
        case .timedOut: return .event(.tooSlow)
        default: return .event(.failed(retryAfter: fault.retryAfter))
        }
    }

    private func apply(_ page: FeedPage) async -> Outcome {
        do {
            try await store.apply(page, at: time.now())
        } catch {
            // Another list is being built, for an import or another event: that ends.
            if (error as? any Fault)?.remedy == .retry { return .event(.postponed) }
            await trouble.feedIsUnreadable("\(event): \(error.toldMessage)")
            var words = SendingService.words(of: error)
            words["position"] = "\(page.position)"
            log("a page of the feed was not taken in", words)
            return .event(.unreadable)
        }
        await trouble.feedIsRead()
        if page.position >= page.head { await endSnapshots() }
        await onPage(page)
        return .event(.applied)
    }

    /// The head was reached: whatever is left of a snapshot is of no use.
    private func endSnapshots() async {
        await trouble.snapshotIsUsed()
        guard mayBeStaged else { return }
        mayBeStaged = (try? await snapshots?.store.discard(of: event)) == nil
    }

    private func takeSnapshot() async -> Outcome? {
        guard let snapshots else { return .event(.snapshotLeft) }
        mayBeStaged = true
        let service = SnapshotService(
            event: event, side: snapshots, trouble: trouble, time: time, random: random,
            logger: logger)
        switch await service.run() {
        case .ended(.taken):
            await snapshots.onTaken()
            return .event(.snapshotTaken)
        case .ended(.left): return .event(.snapshotLeft)
        case .ended(.interrupted): return .event(.snapshotInterrupted)
        case .revoked(let fault): return .end(fault)
        case .cancelled: return nil
        }
    }

    private func log(_ message: Logger.Message, _ words: Logger.Metadata) {
        logger.notice(message, metadata: words.merging(["event": "\(event)"]) { given, _ in given })
    }
}
