// Carries the journal up: what the machine wants done is done here, one thing after another. It
// must never make a scan wait, and never end by itself but for a reason that waiting cannot mend.

package import CheckinCore
package import Logging
internal import Wire

package actor SendingService {
    private let central: any Central
    private let journal: any OutgoingJournal
    private let trouble: CentralTrouble
    private let time: any TimeSource
    private let random: @Sendable () -> UInt64
    private let logger: Logger
    private var machine = SyncMachine()
    private var isForgotten = false
    /// What the server holds, and the journal could not write down yet.
    private var unwritten: AttemptNumber?

    package init(
        central: any Central, journal: any OutgoingJournal, conditions: any ConditionReporter,
        time: any TimeSource, random: @escaping @Sendable () -> UInt64, logger: Logger
    ) {
        self.central = central
        self.journal = journal
        trouble = CentralTrouble(conditions: conditions)
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// Everything is sent once more, as soon as that can be: the server may have lost it. Sending
    /// again changes nothing. It is written down at once, before the feed's cursor is in the new
    /// life: a box that dies until then must still know.
    package func sendAgain() async {
        isForgotten = true
        await remember(AttemptNumber(0))
    }

    /// Runs until its task is cancelled (nil), or until nothing can be sent any more.
    package func run() async -> SyncFault? {
        var actions = machine.handle(.started, at: time.uptime(), random: random())
        while !Task.isCancelled, !actions.isEmpty {
            var next: [SyncMachine.Action] = []
            for action in actions {
                guard let event = await perform(action) else { continue }
                if case .end(let fault) = event {
                    _ = machine.handle(.stopped, at: time.uptime(), random: random())
                    return fault
                }
                guard case .event(let event) = event else { continue }
                next += machine.handle(event, at: time.uptime(), random: random())
            }
            if isForgotten {
                let anew = machine.handle(.forgotten, at: time.uptime(), random: random())
                isForgotten = anew.isEmpty
                if !anew.isEmpty { next = anew }
            }
            actions = next
        }
        return nil
    }

    private enum Outcome {
        case event(SyncMachine.Event)
        case end(SyncFault)
    }

    private func perform(_ action: SyncMachine.Action) async -> Outcome? {
        switch action {
        case .readHeld: return await readHeld()
        case .readBatch(let number, let limit):
            if let unwritten { await remember(unwritten) }
            return await readBatch(after: number, limit)
        case .send(let batch): return await send(batch)
        case .remember(let number):
            await remember(number)
            return nil
        case .wait(let until):
            try? await time.sleep(for: max(.zero, until.since(time.uptime())))
            return .event(.tick)
        }
    }

    private func readHeld() async -> Outcome {
        do {
            return .event(.heldRead(try await journal.heldByCentral()))
        } catch { return unread(error) }
    }

    private func readBatch(after number: AttemptNumber, _ limit: Int) async -> Outcome {
        do {
            return .event(.batchRead(try await journal.batch(after: number, limit: limit)))
        } catch { return unread(error) }
    }

    /// Whoever scans finds out by itself that the journal fails, and says so.
    private func unread(_ error: any Error) -> Outcome {
        logger.warning("the journal cannot be read for sending", metadata: Self.words(of: error))
        return .event(.failed(retryAfter: nil))
    }

    private func remember(_ number: AttemptNumber) async {
        // What an earlier life of the server held.
        if isForgotten, number > AttemptNumber(0) { return }
        do {
            try await journal.rememberHeld(through: number)
            unwritten = nil
        } catch {
            // After a start it is sent again, which changes nothing; but people look at it.
            if unwritten == nil {
                logger.warning(
                    "what the server holds was not written down", metadata: Self.words(of: error))
            }
            unwritten = number
        }
    }

    private func send(_ batch: JournalBatch) async -> Outcome? {
        do throws(SyncFault) {
            let answer = try await central.send(batch)
            await trouble.end()
            await look(at: answer)
            return .event(.accepted(through: answer.held))
        } catch { return await refused(error, of: batch) }
    }

    private func refused(_ fault: SyncFault, of batch: JournalBatch) async -> Outcome? {
        // Only our own task's end is an end.
        if fault == .cancelled, Task.isCancelled { return nil }
        logger.notice("attempts were not sent", metadata: ["fault": "\(fault.code)"])
        switch fault {
        // Of what the server does not take, it may take a part.
        case .tooLarge, .unacceptable:
            if batch.entries.count == 1 { await trouble.tell(fault) }
            return .event(.tooMuch)
        default: await trouble.tell(fault)
        }
        switch fault {
        case .conflict, .revoked: return .end(fault)
        case .refused: return .event(.refused)
        case .timedOut: return .event(.tooSlow)
        default: return .event(.failed(retryAfter: fault.retryAfter))
        }
    }

    private func look(at answer: BatchAnswer) async {
        if !answer.forked.isEmpty {
            await trouble.tellForked(answer.forked)
            logger.error(
                "the server holds other attempts under numbers of this journal",
                metadata: ["numbers": "\(answer.forked.count)"])
        }
        if let last = answer.refused.last {
            await trouble.tellRefused(last.number, last.reason)
        }
        for refused in answer.refused {
            logger.warning(
                "the server keeps an attempt as refused",
                metadata: ["number": "\(refused.number)", "reason": "\(refused.reason)"])
        }
        if !answer.notes.isEmpty {
            logger.notice("attempts need review", metadata: ["count": "\(answer.notes.count)"])
        }
    }

    /// A fault's message holds no secret by contract; of any other error only the type is told.
    static func words(of error: any Error) -> Logger.Metadata {
        ["error": "\((error as? any Fault)?.code ?? "\(type(of: error))")"]
    }
}
