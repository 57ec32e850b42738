// Parts of a box's agent that are wrong on purpose: see `VenueDefect`.

import CheckinCore
import CheckinTesting
import SyncAgent
import Synchronization
import Wire

extension Link {
    /// What no gate may wait for.
    func ask() async {
        _ = try? await page(
            FeedQuestion(
                event: Fixtures.eventID, after: FeedCursor(), incarnation: "nobody", limit: 1,
                wait: .zero))
    }
}

/// Does not send again after the first failure.
final class WearyCentral: Central {
    private let central: any Central
    private let isWeary = Mutex(false)

    init(central: any Central) { self.central = central }

    func send(_ batch: JournalBatch) async throws(SyncFault) -> BatchAnswer {
        guard !isWeary.withLock({ $0 }) else { throw .unreachable }
        do throws(SyncFault) { return try await central.send(batch) } catch {
            isWeary.withLock { $0 = true }
            throw error
        }
    }

    func page(_ question: FeedQuestion) async throws(SyncFault) -> FeedAnswer {
        try await central.page(question)
    }

    func device() async throws(SyncFault) -> DeviceDescription { try await central.device() }

    func enrol(_ request: EnrolmentRequest) async throws(SyncFault) -> EnrolmentAnswer {
        try await central.enrol(request)
    }
}

/// Random bits of a seed; or, where the venue is lawless, of none.
final class Bits: Sendable {
    private let random: Mutex<SeededRandom>

    init(seed: UInt64, isLawless: Bool) {
        var system = SystemRandomNumberGenerator()
        random = Mutex(SeededRandom(seed: isLawless ? system.next() : seed))
    }

    func next() -> UInt64 { random.withLock { $0.next() } }
}
