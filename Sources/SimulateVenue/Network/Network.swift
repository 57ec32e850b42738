// The network of a venue: which boxes are cut off now, and what becomes of each request. It draws
// everything from the seed, and must never touch what a request says.

import CheckinCore
import CheckinTesting
import SyncAgent
import Synchronization
import Wire

/// What becomes of one request.
struct Trip: Sendable {
    var there: Duration
    var back: Duration
    /// It does not arrive, and this is what the box notices after `there`.
    var fault: SyncFault?
    /// It was answered, and this is what the box notices.
    var answerFault: SyncFault?
    /// Drop by drop: the box gives up before the answer is whole.
    var isDripping = false
    /// It arrives once more, so much later.
    var again: Duration?
}

final class Network: Sendable {
    /// Longer than anybody waits for an answer. A long poll is the longest.
    static let timeout: Duration = .seconds(60)
    private static let longestEcho: Int64 = 60
    private static let longestRetryAfter: Int64 = 90
    /// One way when all is well, in milliseconds.
    private static let calmDelay: Int64 = 200

    private struct State {
        var random: SeededRandom
        var cut: Set<DeviceID> = []
        var isWholeCut = false
        var isCalm = false
        var happened: [String: Int] = [:]
    }

    private let state: Mutex<State>
    private let weather: VenueWeather

    init(seed: UInt64, weather: VenueWeather) {
        state = Mutex(State(random: SeededRandom(seed: seed)))
        self.weather = weather
    }

    /// How often each kind of fault happened.
    var happened: [String: Int] { state.withLock { $0.happened } }

    func count(_ fault: String) { state.withLock { $0.happened[fault, default: 0] += 1 } }

    func reaches(_ device: DeviceID) -> Bool {
        state.withLock { !$0.isWholeCut && !$0.cut.contains(device) }
    }

    func cut(_ device: DeviceID, _ isCut: Bool) {
        state.withLock { state in
            if isCut { state.cut.insert(device) } else { state.cut.remove(device) }
        }
    }

    func cutVenue(_ isCut: Bool) { state.withLock { $0.isWholeCut = isCut } }

    /// From now on nothing goes wrong.
    func becomeCalm() {
        state.withLock { state in
            state.isCalm = true
            state.isWholeCut = false
            state.cut = []
        }
    }

    func trip() -> Trip {
        state.withLock { state in
            guard !state.isCalm else {
                return Trip(
                    there: Self.span(1, Self.calmDelay, &state.random),
                    back: Self.span(1, Self.calmDelay, &state.random))
            }
            return trip(&state)
        }
    }

    private func trip(_ state: inout State) -> Trip {
        func happens(_ fault: String, _ percent: Int) -> Bool {
            guard state.random.chance(percent) else { return false }
            state.happened[fault, default: 0] += 1
            return true
        }
        var trip = Trip(
            there: Self.span(1, weather.delay, &state.random),
            back: Self.span(1, weather.delay, &state.random))
        if happens("repeated", weather.repeated) {
            trip.again = .seconds(Int64.random(in: 0...Self.longestEcho, using: &state.random))
        }
        if happens("request lost", weather.requestLost) {
            trip.fault = state.random.chance(50) ? .unreachable : .timedOut
        } else if happens("refused", weather.refused) {
            let codes = ["token_unknown", "", "event_not_served"]
            trip.fault = .refused(code: codes.randomElement(using: &state.random) ?? "")
        } else if happens("busy", weather.busy) {
            let after = Int64.random(in: 0...Self.longestRetryAfter, using: &state.random)
            trip.fault = .busy(retryAfter: state.random.chance(30) ? nil : .seconds(after))
        } else if happens("failed", weather.failed) {
            trip.fault = [
                .failed(status: 502, retryAfter: nil),
                .failed(status: 503, retryAfter: .seconds(5)), .redirected, .distrusted, .tooLarge,
            ].randomElement(using: &state.random)
        } else if happens("answer lost", weather.answerLost) {
            trip.answerFault = .timedOut
        } else if happens("garbled", weather.garbled) {
            trip.answerFault = [
                .truncated, .unreadable(.notJSON), .unreadable(.malformed("entries")),
                .answerTooLarge,
            ].randomElement(using: &state.random)
        } else if happens("dripping", weather.dripping) {
            trip.isDripping = true
        }
        return trip
    }

    private static func span(
        _ from: Int64, _ to: Int64, _ random: inout SeededRandom
    ) -> Duration {
        .milliseconds(Int64.random(in: from...max(from, to), using: &random))
    }
}
