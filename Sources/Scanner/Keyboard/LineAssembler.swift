// Turns bytes that arrive one by one into lines: where one ends, how long it may be, and what
// becomes of one that lost bytes. Pure: time is an argument. Keyboards and serial lines share it.

import CheckinCore

/// What a scanner sent for one code.
struct ScannedLine: Hashable {
    /// At most one byte more than a code may have, which tells that it was longer.
    var bytes: [UInt8]
    /// When its first and its last byte came.
    var begunAt: Uptime
    var endedAt: Uptime
}

struct LineAssembler {
    /// No byte for so long, and a line without suffix is over. Scanners leave a few milliseconds
    /// between keys, at most some tens where they are set to be slow.
    static let silence: Duration = .milliseconds(500)
    /// The same for a scanner that has ended a line with a suffix before and will do so again: a
    /// busy bus must not tear its lines apart.
    static let silenceBeforeSuffix: Duration = .seconds(2)
    /// A line that ends by silence is a code if it has as many bytes as the shortest code there is,
    /// a reservation's six. What is shorter is a stray key. Many scanners come without a suffix.
    static let shortestUnterminated = 6
    /// One more than a code may have: enough to know that there were more.
    static let mostBytes = TicketToken.maximumBytes + 1
    /// Lines without silence between them: no hand pulls a trigger so often. What sends more is
    /// jammed or means harm, and is not listened to until it has been silent.
    static let mostInARow = 32

    /// Stands for what has no byte: a code text with a control character is never a ticket, so a
    /// text that was not understood is refused as unreadable, never as forged.
    static let substitute: UInt8 = 0x1A
    /// The suffixes scanners are set to: NUL, ETX, tab, line feed, carriage return. Two in a row
    /// end one line: an empty one is none.
    private static let terminators: Set<UInt8> = [0x00, 0x03, 0x09, 0x0A, 0x0D]
    /// STX, the prefix that goes with ETX.
    private static let prefix: UInt8 = 0x02

    /// Why what comes is thrown away.
    private enum Loss {
        /// It may be the rest of a line whose beginning nobody saw. Up to the next terminator or
        /// silence; it counts as a lost line when something comes.
        case beginning
        /// Bytes of it are missing. Up to the next terminator or silence.
        case part
        /// Too many lines in a row. Up to silence.
        case flood
    }

    /// Lines that were thrown away so far, whole or what was left of them.
    private(set) var lostLines = 0

    private var line: ScannedLine?
    private var loss: Loss?
    private var lastAt: Uptime?
    private var linesInARow = 0
    /// A terminator has been seen.
    private var sendsSuffix = false

    /// `now` is when the device was opened: a line may be under way.
    init(openedAt now: Uptime) { (loss, lastAt) = (.beginning, now) }

    /// What comes now is thrown away.
    var isLosing: Bool { loss != nil }

    /// When silence will have ended what has come so far; nil when there is nothing.
    var deadline: Uptime? {
        guard line != nil || isLosing, let lastAt else { return nil }
        return lastAt + (sendsSuffix && !isLosing ? Self.silenceBeforeSuffix : Self.silence)
    }

    /// The line that `byte` ends.
    mutating func take(_ byte: UInt8, at now: Uptime) -> ScannedLine? {
        if let lastAt, now.since(lastAt) >= Self.silence { linesInARow = 0 }
        lastAt = now
        if loss == .flood { return nil }
        if Self.terminators.contains(byte) {
            sendsSuffix = true
            return end(at: now)
        }
        if loss == .beginning { lose(at: now) }
        if isLosing || (byte == Self.prefix && line == nil) { return nil }
        if line == nil { line = ScannedLine(bytes: [], begunAt: now, endedAt: now) }
        line?.endedAt = now
        if line?.bytes.count ?? 0 < Self.mostBytes { line?.bytes.append(byte) }
        return nil
    }

    /// The line that silence has ended by `now`. To be asked when everything has been read that
    /// came before `now`.
    mutating func settle(at now: Uptime) -> ScannedLine? {
        guard let deadline, now >= deadline else { return nil }
        let ended = end(at: line?.endedAt ?? now)
        return ended.flatMap { $0.bytes.count < Self.shortestUnterminated ? nil : $0 }
    }

    /// Something was lost, of this line or of the beginning of the next. It counts once.
    mutating func lose(at now: Uptime) {
        (line, lastAt) = (nil, now)
        guard loss == nil || loss == .beginning else { return }
        loss = .part
        lostLines += 1
    }

    private mutating func end(at now: Uptime) -> ScannedLine? {
        loss = nil
        guard var ended = line else { return nil }
        line = nil
        linesInARow += 1
        if linesInARow > Self.mostInARow {
            loss = .flood
            lostLines += 1
            return nil
        }
        ended.endedAt = now
        return ended
    }
}
