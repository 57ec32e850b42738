// Fetches one event's bulk snapshot and has it put in use, as its machine says. It ends with the
// snapshot in use, or with the word that the feed is to be read instead: it must never keep a box
// from hearing what the feed says.

package import CheckinCore
internal import Logging
internal import Wire

/// What it takes to fetch snapshots.
package struct SnapshotSide: Sendable {
    let central: any SnapshotCentral
    let store: any SnapshotStore
    let trust: ServerTrust
    let onTaken: @Sendable () async -> Void

    /// - Parameter onTaken: is told when a snapshot is in use.
    package init(
        central: any SnapshotCentral, store: any SnapshotStore, trust: ServerTrust,
        onTaken: @escaping @Sendable () async -> Void = {}
    ) {
        self.onTaken = onTaken
        self.central = central
        self.store = store
        self.trust = trust
    }
}

/// Single use.
struct SnapshotService {
    let event: EventID
    let side: SnapshotSide
    let trouble: CentralTrouble
    let time: any TimeSource
    let random: @Sendable () -> UInt64
    let logger: Logger

    enum Outcome {
        case ended(SnapshotMachine.End)
        case revoked(SyncFault)
        case cancelled
    }

    func run() async -> Outcome {
        var machine = SnapshotMachine(event: event)
        var actions = machine.handle(.started, at: time.uptime(), random: random())
        while !Task.isCancelled, !actions.isEmpty {
            var next: [SnapshotMachine.Action] = []
            for action in actions {
                if case .end(let end) = action { return .ended(end) }
                switch await perform(action) {
                case .event(let news)?:
                    next += machine.handle(news, at: time.uptime(), random: random())
                case .revoked(let fault)?: return .revoked(fault)
                case nil: continue
                }
            }
            actions = next
        }
        return .cancelled
    }

    private enum Step {
        case event(SnapshotMachine.Event)
        case revoked(SyncFault)
    }

    private func perform(_ action: SnapshotMachine.Action) async -> Step? {
        switch action {
        case .askNewest:
            return await asking { () async throws(SyncFault) in
                let offer = try await side.central.newestSnapshot(of: event)
                log("a snapshot is there", ["bytes": "\(offer.size)", "at": "\(offer.position)"])
                return .offered(offer)
            }
        case .ask(let offer, let position, let count):
            return await asking { () async throws(SyncFault) in
                .came(try await side.central.piece(of: offer, from: position, count: count))
            }
        case .readStaged(let offer):
            return await storing {
                try await side.store.staged(offer).map { .staged($0) } ?? .unwanted
            }
        case .store(let bytes, let offer, let position):
            return await storing {
                try await side.store.stage(bytes, of: offer, at: position)
                return .stored
            }
        case .finish(let offer): return await finish(offer)
        case .discard:
            do {
                try await side.store.discard(of: event)
            } catch { log("a snapshot is not removed", SendingService.words(of: error)) }
            return nil
        case .wait(let until):
            try? await time.sleep(for: max(.zero, until.since(time.uptime())))
            return .event(.tick)
        case .end: return nil
        }
    }

    private func asking(
        _ ask: () async throws(SyncFault) -> SnapshotMachine.Event
    ) async -> Step? {
        do throws(SyncFault) {
            let news = try await ask()
            await trouble.end()
            return .event(news)
        } catch {
            // Only our own task's end is an end.
            if error == .cancelled, Task.isCancelled { return nil }
            log("no part of a snapshot came", ["fault": "\(error.code)"])
            return await meaning(of: error)
        }
    }

    private func meaning(of fault: SyncFault) async -> Step {
        switch fault {
        // The server says it of a snapshot that it has removed, and of an end that it has not.
        case .unacceptable(404, "snapshot_unknown"), .unacceptable(416, _): return .event(.gone)
        case .unreadable(let wrong) where wrong != .notJSON:
            await trouble.snapshotIsUnusable("\(event): \(wrong.message)")
            return .event(.unusable)
        case .answerTooLarge:
            await trouble.snapshotIsUnusable("\(event): \(fault.message)")
            return .event(.unusable)
        default: await trouble.tell(fault)
        }
        switch fault {
        case .revoked: return .revoked(fault)
        case .refused, .unacceptable, .conflict, .tooLarge: return .event(.refused)
        default: return .event(.failed(retryAfter: fault.retryAfter))
        }
    }

    private func storing(
        _ work: () async throws -> SnapshotMachine.Event
    ) async -> Step {
        do {
            return .event(try await work())
        } catch {
            log("a snapshot cannot be kept", SendingService.words(of: error))
            if (error as? any Fault)?.remedy == .retry { return .event(.failed(retryAfter: nil)) }
            await trouble.snapshotIsUnusable("\(event): \(error.toldMessage)")
            return .event(.unwanted)
        }
    }

    private func finish(_ offer: SnapshotOffer) async -> Step? {
        do {
            let reader = SignedSnapshot(offer, trust: side.trust)
            try await side.store.finish(offer, by: reader, at: time.now())
        } catch {
            if Task.isCancelled { return nil }
            log("a snapshot is not used", SendingService.words(of: error))
            if (error as? any Fault)?.remedy == .retry { return .event(.failed(retryAfter: nil)) }
            await trouble.snapshotIsUnusable("\(event): \(error.toldMessage)")
            return .event(.unusable)
        }
        log("a snapshot is in use", ["at": "\(offer.position)"])
        await trouble.snapshotIsUsed()
        return .event(.finished)
    }

    private func log(_ message: Logger.Message, _ words: Logger.Metadata) {
        logger.notice(message, metadata: words.merging(["event": "\(event)"]) { given, _ in given })
    }
}
