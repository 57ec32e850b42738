// Carries messages up: an emergency that was declared here, its end, a manager's words. Each is
// sent until the server has taken it. An emergency holds at this box the moment it is declared, so
// nothing here may ever be waited for; and one message that the server does not take must not be in
// the way of another.

package import CheckinCore
package import Logging

/// Where messages go.
package protocol MessageCentral: Sendable {
    /// Sending again changes nothing.
    func tell(_ message: Message) async throws(SyncFault)
}

package actor MessageService {
    /// How soon a new one is noticed: other doors should stop within seconds.
    static let pause: Duration = .seconds(1)
    /// The longest wait after failures. Shorter than for attempts: there are few messages, and
    /// lives may hang on one.
    static let longestPause: Duration = .seconds(8)

    /// How long words may wait for a server; an emergency waits until it is over.
    static let longestDelay: Duration = .hours(12)

    private let central: any MessageCentral
    private let messages: any OutgoingMessages
    private let events: [EventID]
    private let time: any TimeSource
    private let random: @Sendable () -> UInt64
    private let logger: Logger
    /// Until when the server wants no more of these.
    private var restingUntil: [MessageID: Uptime] = [:]

    package init(
        central: any MessageCentral, messages: any OutgoingMessages, events: [EventID],
        time: any TimeSource, random: @escaping @Sendable () -> UInt64, logger: Logger
    ) {
        self.central = central
        self.messages = messages
        self.events = events
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// Runs until its task is cancelled. What is wrong with the connection is told by those who
    /// send attempts and follow feeds.
    package func run() async {
        var failures = 0
        while !Task.isCancelled {
            let isSent = await sendAll()
            failures = isSent ? 0 : min(failures, .max - 1) + 1
            let pause =
                isSent
                ? Self.pause
                : min(
                    Self.pause + Backoff.delay(afterFailures: failures, random: random()),
                    Self.longestPause)
            try? await time.sleep(for: pause)
        }
    }

    /// False when the server was not reached, or the journal could not be read.
    private func sendAll() async -> Bool {
        do {
            let unsent = try await messages.unsentMessages(of: events)
            restingUntil = restingUntil.filter { id, _ in unsent.contains { $0.id == id } }
            for message in unsent where !isStale(message) {
                if let until = restingUntil[message.id], time.uptime() < until { continue }
                // From here on others may have heard it.
                try await messages.noteTried(message.id)
                guard try await send(message) else { return false }
            }
            return true
        } catch {
            logger.warning(
                "messages cannot be read for sending", metadata: SendingService.words(of: error))
            return false
        }
    }

    /// Words of another evening, which found no server then, are nobody's business any more.
    private func isStale(_ message: Message) -> Bool {
        message.kind == .message && message.at < time.now() - Self.longestDelay
    }

    private func send(_ message: Message) async throws -> Bool {
        do throws(SyncFault) {
            try await central.tell(message)
        } catch {
            logger.warning(
                "a message was not sent",
                metadata: ["kind": "\(message.kind.rawValue)", "fault": "\(error.code)"])
            switch error {
            // A person has to act first; the others may go all the same.
            case .refused, .unacceptable, .conflict, .tooLarge:
                restingUntil[message.id] = time.uptime() + SyncMachine.refusedPause
                return true
            default: return false
            }
        }
        try await messages.noteSent(message.id)
        return true
    }
}
