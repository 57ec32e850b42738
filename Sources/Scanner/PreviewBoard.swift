// Where the capture thread leaves a picture for whoever looks, and goes on. It holds a reference to
// one picture at most, and none while nobody asks. It must never make the capture thread wait.

import CheckinCore
import Synchronization

/// A picture somebody asked for, not yet drawn up.
struct PreviewStill: Sendable {
    let number: UInt64
    let image: GreyImage
}

final class PreviewBoard: Sendable {
    /// Between two pictures: ten a second look alive.
    static let interval: Duration = .milliseconds(100)
    /// Who asked longer ago looks no more.
    static let attention: Duration = .seconds(1.5)
    /// An older picture shows a guest who has gone.
    static let freshness: Duration = .seconds(1)

    private enum Asker {
        /// Has not begun to wait.
        case begun
        case waiting(after: UInt64, CheckedContinuation<PreviewStill?, Never>)
        /// Ran out of patience before it began to wait.
        case gone
    }

    private struct State {
        var lastNumber: UInt64 = 0
        var still: PreviewStill?
        var takenAt: Uptime?
        var askedAt: Uptime?
        var lastAsker = 0
        var askers: [Int: Asker] = [:]

        /// Takes out those who wait for less than `number`.
        mutating func served(by number: UInt64) -> [CheckedContinuation<PreviewStill?, Never>] {
            var served: [CheckedContinuation<PreviewStill?, Never>] = []
            for (key, asker) in askers {
                guard case .waiting(let after, let continuation) = asker, after < number
                else { continue }
                askers[key] = nil
                served.append(continuation)
            }
            return served
        }

        func fresh(after number: UInt64, at now: Uptime) -> PreviewStill? {
            guard let still, still.number > number, let takenAt,
                now.since(takenAt) <= PreviewBoard.freshness
            else { return nil }
            return still
        }
    }

    private let state = Mutex(State())
    private let time: any TimeSource

    init(time: any TimeSource) { self.time = time }

    /// Called with every picture of the source.
    func show(_ image: GreyImage) {
        let now = time.uptime()
        typealias Served = [CheckedContinuation<PreviewStill?, Never>]
        let (served, still) = state.withLock { state -> (Served, PreviewStill?) in
            guard let askedAt = state.askedAt else { return ([], nil) }
            if state.askers.isEmpty, now.since(askedAt) > Self.attention {
                state.askedAt = nil
                state.still = nil
                return ([], nil)
            }
            if let takenAt = state.takenAt, now.since(takenAt) < Self.interval {
                return ([], nil)
            }
            state.lastNumber += 1
            state.takenAt = now
            state.still = PreviewStill(number: state.lastNumber, image: image)
            return (state.served(by: state.lastNumber), state.still)
        }
        for continuation in served { continuation.resume(returning: still) }
    }

    /// How many wait for a picture.
    var askersWaiting: Int {
        state.withLock { state in
            state.askers.values.count { if case .waiting = $0 { true } else { false } }
        }
    }

    /// A picture with a number above `number`; nil when none came within `patience`.
    func still(after number: UInt64, patience: Duration) async -> PreviewStill? {
        let now = time.uptime()
        let (asker, ready) = state.withLock { state -> (Int, PreviewStill?) in
            state.askedAt = now
            if let still = state.fresh(after: number, at: now) { return (0, still) }
            state.lastAsker += 1
            state.askers[state.lastAsker] = .begun
            return (state.lastAsker, nil)
        }
        if let ready { return ready }
        let timer = Task { [time] in
            try? await time.sleep(for: patience)
            self.giveUp(asker)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { wait(asker, after: number, $0) }
        } onCancel: {
            giveUp(asker)
        }
    }

    /// No picture will come any more: whoever waits is told.
    func close() {
        let waiting = state.withLock { state in
            state.still = nil
            return state.served(by: .max)
        }
        for continuation in waiting { continuation.resume(returning: nil) }
    }

    private func wait(
        _ asker: Int, after number: UInt64,
        _ continuation: CheckedContinuation<PreviewStill?, Never>
    ) {
        let now = time.uptime()
        let answer = state.withLock { state -> PreviewStill?? in
            if case .gone = state.askers[asker] {
                state.askers[asker] = nil
                return .some(nil)
            }
            if let still = state.fresh(after: number, at: now) {
                state.askers[asker] = nil
                return still
            }
            state.askers[asker] = .waiting(after: number, continuation)
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    private func giveUp(_ asker: Int) {
        let continuation = state.withLock { state -> CheckedContinuation<PreviewStill?, Never>? in
            switch state.askers[asker] {
            case nil, .gone: return nil
            case .begun:
                state.askers[asker] = .gone
                return nil
            case .waiting(_, let continuation):
                state.askers[asker] = nil
                return continuation
            }
        }
        continuation?.resume(returning: nil)
    }
}
