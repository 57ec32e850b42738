// Where the capture thread leaves a picture for whoever looks, and goes on. It holds one picture at
// most, as it was taken and drawn up, and none while nobody asks or once it is too old to be shown:
// nobody's face stays in memory. It must never make the capture thread wait.

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
        /// The newest that was drawn up: everybody who looks gets the same.
        var drawn: PreviewPicture?
        var takenAt: Uptime?
        /// When the next picture is due: counted from when the last one was, not from when it
        /// came, or a camera whose pictures come between would be shown less often.
        var dueAt: Uptime?
        var isClosed = false
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

        /// Nobody waits, and nobody has asked for a while.
        func isUnwatched(at now: Uptime) -> Bool {
            guard askers.isEmpty, let askedAt else { return askers.isEmpty }
            return now.since(askedAt) > PreviewBoard.attention
        }

        mutating func dropPicture() {
            still = nil
            drawn = nil
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
            if state.isClosed || state.isUnwatched(at: now) { return ([], nil) }
            let due = state.dueAt ?? now
            if now < due { return ([], nil) }
            // One that is late by a whole interval was missed, and is not made up for.
            state.dueAt = (now.since(due) < Self.interval ? due : now) + Self.interval
            state.lastNumber += 1
            state.takenAt = now
            state.still = PreviewStill(number: state.lastNumber, image: image)
            return (state.served(by: state.lastNumber), state.still)
        }
        for continuation in served { continuation.resume(returning: still) }
    }

    /// Called at every turn of the capture thread, whether pictures come or not.
    func forgetUnwatched() {
        let now = time.uptime()
        state.withLock { state in
            let isStale = state.takenAt.map { now.since($0) > Self.freshness } ?? true
            if isStale || state.isUnwatched(at: now) { state.dropPicture() }
        }
    }

    /// Whether there is a picture in memory at all.
    var keepsPicture: Bool { state.withLock { $0.still != nil || $0.drawn != nil } }

    /// The newest that was drawn up, if it is kept.
    var drawn: PreviewPicture? { state.withLock { $0.drawn } }

    /// Keeps `picture` as long as what it was drawn from.
    func keep(_ picture: PreviewPicture) {
        state.withLock { if $0.still != nil { $0.drawn = picture } }
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
            state.isClosed = true
            state.dropPicture()
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
