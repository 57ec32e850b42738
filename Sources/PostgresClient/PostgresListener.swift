// Notifications of the database as a stream, from a connection of its own on a thread of its own,
// which waits for the socket and for being told to end. When the connection is lost it comes back
// by itself, and says so: whoever listens must then look, as something may have been missed.

import CPostgreSQL
import Glibc
import Synchronization
import Threads

package enum PostgresNews: Sendable, Equatable {
    /// From here on nothing is missed; before, something may have been.
    case listening
    case notified(channel: String, payload: String)
    case lost
}

package final class PostgresListener: Sendable {
    /// Notifications that may wait for whoever listens. Beyond that they are dropped, and a
    /// `listening` says that something was missed.
    static let backlog = 4_096
    /// Milliseconds after which the connection is looked at although nothing came.
    static let lookMilliseconds: Int32 = 10_000
    /// The first and the longest rest before another try, in milliseconds.
    static let restMilliseconds: (first: Int32, longest: Int32) = (200, 10_000)

    package let news: AsyncStream<PostgresNews>
    private let thread: ThreadHandle
    private let bell: EndBell

    /// - Parameter channels: names of ours; they become part of a statement.
    package init(_ settings: PostgresSettings, channels: [String]) {
        precondition(
            channels.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F } },
            "a channel's name has small letters and underscores")
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNews.self, bufferingPolicy: .bufferingOldest(Self.backlog))
        let bell = EndBell()
        news = stream
        self.bell = bell
        thread = startThread(named: "pg-listen") {
            Self.listen(settings, channels, continuation, bell)
            continuation.finish()
        }
    }

    deinit { bell.ring() }

    /// Ends the stream, and returns when the thread has.
    package func stop() async {
        bell.ring()
        await thread.join()
    }

    private static func listen(
        _ settings: PostgresSettings, _ channels: [String],
        _ news: AsyncStream<PostgresNews>.Continuation, _ bell: EndBell
    ) {
        var rest = restMilliseconds.first
        while !bell.hasRung {
            if let connection = try? open(settings, channels) {
                rest = restMilliseconds.first
                news.yield(.listening)
                hear(connection, news, bell)
                if !bell.hasRung { news.yield(.lost) }
            }
            if bell.wait(milliseconds: rest + .random(in: 0...rest / 2)) { return }
            rest = min(rest * 2, restMilliseconds.longest)
        }
    }

    private static func open(
        _ settings: PostgresSettings, _ channels: [String]
    ) throws(PostgresFault) -> LibpqConnection {
        let connection = try LibpqConnection(settings)
        try connection.run(script: channels.map { "LISTEN \($0);" }.joined())
        return connection
    }

    /// Returns when the connection is lost or the bell has rung.
    private static func hear(
        _ connection: LibpqConnection, _ news: AsyncStream<PostgresNews>.Continuation,
        _ bell: EndBell
    ) {
        var missed = false
        while !bell.wait(milliseconds: lookMilliseconds, or: connection.socket) {
            guard connection.isSound() else { return }
            while let (channel, payload) = connection.nextNotification() {
                let result = news.yield(.notified(channel: channel, payload: payload))
                if case .dropped = result { missed = true }
            }
            if missed, case .enqueued = news.yield(.listening) { missed = false }
        }
    }
}

/// Wakes a thread that waits for a socket, once and for good: a pipe into which a byte is written.
private final class EndBell: Sendable {
    private let reading: Int32
    private let writing: Int32
    private let rung = Mutex(false)

    init() {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        precondition(made == 0, "pipe: no descriptors are left")
        (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(reading)
        close(writing)
    }

    var hasRung: Bool { rung.withLock { $0 } }

    func ring() {
        let isFirst = rung.withLock { rung in
            defer { rung = true }
            return !rung
        }
        if isFirst { _ = unsafe write(writing, [UInt8(1)], 1) }
    }

    /// True when it has rung; false when the time is over or `socket` has something to read.
    func wait(milliseconds: Int32, or socket: Int32 = -1) -> Bool {
        var waits = [
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&waits, nfds_t(waits.count), milliseconds)
        return hasRung
    }
}
