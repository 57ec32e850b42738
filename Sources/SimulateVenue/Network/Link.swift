// The way of one box to its central server and back, as the agent knows it. Everything that takes
// time takes virtual time. It must never change what is said, but by writing and reading it as a
// real wire does.

import CheckinCore
import CheckinTesting
import SyncAgent
import Wire

final class Link: Central {
    private let device: DeviceID
    private let central: SimulatedCentral
    private let network: Network
    private let clock: VirtualClock
    private let executor: SeededExecutor
    private let weather: VenueWeather

    init(
        _ device: DeviceID, central: SimulatedCentral, network: Network, clock: VirtualClock,
        executor: SeededExecutor, weather: VenueWeather
    ) {
        self.device = device
        self.central = central
        self.network = network
        self.clock = clock
        self.executor = executor
        self.weather = weather
    }

    func send(_ batch: JournalBatch) async throws(SyncFault) -> BatchAnswer {
        let batch = try written(batch)
        let begun = clock.uptime()
        let trip = network.trip()
        if let again = trip.again { repeatLater(batch, after: again) }
        try await go(trip, begun)
        let answer = try central.take(batch)
        try await come(trip, begun)
        guard weather.isWritten else { return answer }
        do { return try BatchAnswer(answer.bytes) } catch { throw .unreadable(error) }
    }

    func page(_ question: FeedQuestion) async throws(SyncFault) -> FeedAnswer {
        let begun = clock.uptime()
        let trip = network.trip()
        try await go(trip, begun)
        let answer = try await central.page(question, for: device)
        try await come(trip, begun)
        guard weather.isWritten else { return answer }
        do {
            return try FeedAnswer(answer.bytes(of: question.event))
        } catch { throw .unreadable(error) }
    }

    func device() async throws(SyncFault) -> DeviceDescription { throw .unreachable }

    func enrol(_ request: EnrolmentRequest) async throws(SyncFault) -> EnrolmentAnswer {
        throw .unreachable
    }

    private func written(_ batch: JournalBatch) throws(SyncFault) -> JournalBatch {
        guard weather.isWritten else { return batch }
        do {
            return try BatchMessage.batch(of: BatchMessage.bytes(of: batch), from: device)
        } catch { throw .unreadable(error) }
    }

    /// The request lies around somewhere in the network and comes once more.
    private func repeatLater(_ batch: JournalBatch, after span: Duration) {
        let (clock, central, network, device) = (clock, central, network, device)
        Task(executorPreference: executor) {
            _ = try? await clock.sleep(for: span)
            if network.reaches(device) { _ = try? central.take(batch) }
        }
    }

    private func go(_ trip: Trip, _ begun: Uptime) async throws(SyncFault) {
        try await pass(trip.there)
        if let fault = trip.fault {
            if fault == .timedOut { try await giveUp(begun) }
            throw fault
        }
        if !network.reaches(device) {
            network.count("cut off")
            try await giveUp(begun)
        }
    }

    private func come(_ trip: Trip, _ begun: Uptime) async throws(SyncFault) {
        try await pass(trip.back)
        if trip.isDripping || trip.answerFault == .timedOut { try await giveUp(begun) }
        if !network.reaches(device) {
            network.count("cut off")
            try await giveUp(begun)
        }
        if let fault = trip.answerFault { throw fault }
    }

    private func giveUp(_ begun: Uptime) async throws(SyncFault) {
        try await pass(max(.zero, Network.timeout - clock.uptime().since(begun)))
        throw .timedOut
    }

    private func pass(_ span: Duration) async throws(SyncFault) {
        do { try await clock.sleep(for: span) } catch { throw .cancelled }
    }
}
