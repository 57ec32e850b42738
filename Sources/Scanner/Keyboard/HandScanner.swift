// One open hand scanner: takes what the kernel has for it and gives lines. Belongs to the thread
// that opened it. It must never wait.

import CheckinCore
import Glibc

struct HandScanner {
    /// What one turn brought.
    struct Catch {
        var tokens: [TicketToken] = []
        /// Lines that were thrown away, whole or what was left of them.
        var lostLines = 0
        /// Lines with a key that means no character.
        var puzzlingLines = 0
        /// The device can no longer be read.
        var failure: SystemError?
    }

    /// Events in one read: twice what the kernel keeps for a keyboard, so that one empties it.
    static let eventsAtOnce = 128
    /// Bytes in one read of a serial line: what the kernel keeps for it.
    static let bytesAtOnce = 4_096
    /// Reads in one turn. A scanner that never stops must not keep the others waiting.
    static let mostReads = 16
    /// A stamp further from now was not made by the clock we live by.
    static let oldestStamp: Duration = .seconds(10)

    let descriptor: Int32
    /// What it is called in words to people: its path, or its own name.
    let label: String
    let number: UInt64?
    private let kernel: any HandScannerKernel
    /// Nil for a serial line, whose bytes are what they are.
    private var typing: KeyTyping?
    /// The kernel threw keys away: what it still has to tell is too old to be of use.
    private var isDropping = false
    private var line: LineAssembler
    private var echo = EchoFilter()

    /// What comes first may be the rest of a line whose beginning nobody has seen, of a keyboard
    /// and of a serial line.
    init(
        keyboard descriptor: Int32, label: String, number: UInt64?, layout: KeyboardLayout,
        kernel: any HandScannerKernel, at now: Uptime
    ) throws(SystemError) {
        self.init(serial: descriptor, label: label, number: number, kernel: kernel, at: now)
        typing = KeyTyping(layout: layout)
        try resume()
    }

    init(
        serial descriptor: Int32, label: String, number: UInt64?, kernel: any HandScannerKernel,
        at now: Uptime
    ) {
        self.descriptor = descriptor
        self.label = label
        self.number = number
        self.kernel = kernel
        line = LineAssembler(openedAt: now)
    }

    /// A line that begins now will be read.
    var isReady: Bool { !line.isLosing }

    /// When silence will have ended what has come so far.
    var deadline: Uptime? { line.deadline }

    /// Reads all there is, then looks whether a line has ended by silence. `now` is a moment before
    /// the first read: what comes meanwhile must not be taken for silence.
    mutating func drain(at now: Uptime) -> Catch {
        var caught = Catch()
        let lostBefore = line.lostLines
        do throws(SystemError) {
            for _ in 0..<Self.mostReads {
                guard let bytes = try read() else {
                    if isDropping { try recover(at: now) }
                    keep(line.settle(at: now), in: &caught)
                    break
                }
                if typing == nil {
                    for byte in bytes { keep(line.take(byte, at: now), in: &caught) }
                } else if let events = KeyEvent.events(in: bytes) {
                    for event in events where !isDropping {
                        take(event, readAt: now, into: &caught)
                    }
                } else {
                    line.lose(at: now)
                }
            }
        } catch {
            caught.failure = error
        }
        caught.lostLines = line.lostLines - lostBefore
        return caught
    }

    /// Nil when there is nothing to read.
    private func read() throws(SystemError) -> [UInt8]? {
        let most = typing == nil ? Self.bytesAtOnce : Self.eventsAtOnce * KeyEvent.size
        do throws(SystemError) {
            let bytes = try kernel.read(descriptor, most)
            // Nobody is at the other end any more.
            if bytes.isEmpty { throw SystemError(ENODEV) }
            return bytes
        } catch {
            if error.number == EAGAIN { return nil }
            throw error
        }
    }

    private mutating func take(
        _ event: KeyEvent, readAt now: Uptime, into caught: inout Catch
    ) {
        let drift = now.since(event.at)
        let isSane = (.zero - Self.oldestStamp...Self.oldestStamp).contains(drift)
        let at = isSane ? event.at : now
        switch event.happening {
        case .pressed(let code):
            // Read late, two lines may come in one go: their stamps know better.
            if isSane { keep(line.settle(at: at), in: &caught) }
            for byte in typing?.press(code) ?? [] { keep(line.take(byte, at: at), in: &caught) }
        case .released(let code): typing?.release(code)
        case .dropped:
            isDropping = true
            line.lose(at: at)
        case .report, .nothing: break
        }
    }

    /// When all that came before has been read. The kernel forgets, for its answer, the keys that
    /// came meanwhile, and says nothing of it: the line they belong to is lost too.
    private mutating func recover(at now: Uptime) throws(SystemError) {
        isDropping = false
        try resume()
        line.lose(at: now)
    }

    /// Asks which keys are down, because nobody told.
    private mutating func resume() throws(SystemError) {
        typing?.resume(holding: try kernel.heldKeys(of: descriptor))
    }

    private mutating func keep(_ ended: ScannedLine?, in caught: inout Catch) {
        guard let ended, !echo.isEcho(ended) else { return }
        if ended.bytes.contains(LineAssembler.substitute) { caught.puzzlingLines += 1 }
        caught.tokens.append(
            TicketToken(bytes: ended.bytes, source: .keyboard, seenAt: ended.endedAt))
    }
}
