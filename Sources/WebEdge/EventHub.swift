// Who listens to a stream of server-sent events, and what they are sent. One hub for each stream:
// an event is encoded once for all. A listener that does not keep up is disconnected: its browser
// connects again and asks for what it missed. The hub must never grow with a slow listener, and
// never make whoever publishes wait for one.

package import CheckinCore
package import Hummingbird

package actor EventHub {
    package struct Limits: Sendable {
        /// Open streams at once. A browser holds one for each page.
        package var listeners: Int
        /// Frames that may wait for a listener: at two beats a second, a quarter of a minute.
        package var backlog: Int
        /// Events remembered for a listener that comes back.
        package var memory: Int
        /// An older event is not sent again: it is history, not news.
        package var replaySpan: Duration
        /// After that a stream ends and the browser opens a new one; nil for never.
        package var lifetime: Duration?

        package init(
            listeners: Int, backlog: Int = 32, memory: Int = 32, replaySpan: Duration,
            lifetime: Duration? = nil
        ) {
            self.listeners = listeners
            self.backlog = backlog
            self.memory = memory
            self.replaySpan = replaySpan
            self.lifetime = lifetime
        }
    }

    private struct Listener {
        let continuation: AsyncStream<ByteBuffer>.Continuation
        let since: Uptime
        let disconnect: @Sendable () -> Void
    }

    private struct Remembered {
        let number: UInt64
        let at: Uptime
        let frame: ByteBuffer
    }

    private let limits: Limits
    private let time: any TimeSource
    /// Tells the ids of this life of the process from those of an earlier one.
    package nonisolated let life: String
    private var published: UInt64 = 0
    private var remembered: [Remembered] = []
    private var listeners: [UInt64: Listener] = [:]
    private var arrivals: UInt64 = 0
    private var isClosed = false

    package init(limits: Limits, time: any TimeSource) {
        self.limits = limits
        self.time = time
        life = String(UInt64.random(in: .min ... .max), radix: 36)
    }

    package var listenerCount: Int { listeners.count }

    /// Sends an event that a listener may ask for again.
    package func publish(_ name: String, data: String) {
        published += 1
        let frame = EventFrame.event(name, id: "\(life)-\(published)", data: data)
        remembered.append(Remembered(number: published, at: time.uptime(), frame: frame))
        if remembered.count > limits.memory { remembered.removeFirst() }
        send(frame)
    }

    /// Sends an event that is worth nothing later.
    package func signal(_ name: String, data: String) {
        send(EventFrame.event(name, data: data))
    }

    package func keepAlive() { send(EventFrame.comment) }

    /// Ends the streams that have lived long enough.
    package func retire() {
        guard let lifetime = limits.lifetime else { return }
        let now = time.uptime()
        for (number, listener) in listeners where now.since(listener.since) > lifetime {
            listeners[number] = nil
            listener.continuation.finish()
        }
    }

    /// A new stream: the greeting, what was missed since `lastEventID`, and then what comes.
    package func subscribe(
        after lastEventID: String?, greeting: [ByteBuffer] = [],
        disconnect: @escaping @Sendable () -> Void = {}
    ) throws -> EventSubscription {
        guard !isClosed, listeners.count < limits.listeners else { throw Problem.tooManyListeners }
        arrivals += 1
        let number = arrivals
        let missed = missed(since: lastEventID)
        let backlog = limits.backlog + greeting.count + missed.count
        let (stream, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(backlog))
        for frame in greeting + missed { continuation.yield(frame) }
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(number) }
        }
        listeners[number] = Listener(
            continuation: continuation, since: time.uptime(), disconnect: disconnect)
        return EventSubscription(frames: stream, end: { continuation.finish() })
    }

    /// Ends every stream, and lets nobody in any more.
    package func close() {
        isClosed = true
        for listener in listeners.values { listener.continuation.finish() }
    }

    /// Cuts the connections of those who did not even read the end.
    package func disconnectAll() {
        for listener in listeners.values { listener.disconnect() }
        listeners = [:]
    }

    private func send(_ frame: ByteBuffer) {
        for (number, listener) in listeners {
            guard case .dropped = listener.continuation.yield(frame) else { continue }
            listeners[number] = nil
            listener.continuation.finish()
            listener.disconnect()
        }
    }

    private func forget(_ number: UInt64) { listeners[number] = nil }

    private func missed(since lastEventID: String?) -> [ByteBuffer] {
        guard let lastEventID, lastEventID.utf8.count <= 64 else { return [] }
        let parts = lastEventID.split(separator: "-")
        guard parts.count == 2, parts[0] == life, let last = UInt64(parts[1]) else { return [] }
        let now = time.uptime()
        return
            remembered
            .filter { $0.number > last && now.since($0.at) <= limits.replaySpan }
            .map(\.frame)
    }
}

/// One listener's end of a hub.
package struct EventSubscription: Sendable {
    package let frames: AsyncStream<ByteBuffer>
    package let end: @Sendable () -> Void
}
