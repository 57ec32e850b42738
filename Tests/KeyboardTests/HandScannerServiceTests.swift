// The service with its real thread: on scripted scanners, and on the real kernel's terminals.

import CInput
import CheckinCore
import CheckinTesting
import Glibc
import Logging
import Synchronization
import Testing

@testable import Scanner

@Suite(.timeLimit(.minutes(1)))
struct HandScannerServiceTests {
    private let clock = VirtualClock()
    private let log = ConditionLog()
    private let unanswered = Moments()
    private let notices = NoticeLog()

    /// The moments of what happened on the service's thread: of what was not handed over, say.
    private final class Moments: Sendable {
        private let moments = Mutex<[Uptime]>([])

        func add(_ moment: Uptime) { moments.withLock { $0.append(moment) } }

        var all: [Uptime] { moments.withLock { $0 } }
    }

    private func service(
        _ wishes: [HandScannerWish],
        _ makeKernel: @escaping @Sendable (Bell) -> any HandScannerKernel = {
            LinuxHandScannerKernel(bell: $0)
        }
    ) -> HandScannerService {
        HandScannerService(
            wishes: wishes, makeKernel: makeKernel, time: clock, conditions: log,
            logger: notices.logger,
            onUnanswered: { [unanswered] in unanswered.add($0) })
    }

    private func serial(_ terminal: PseudoTerminal) -> HandScannerService {
        service([HandScannerWish(device: terminal.link)])
    }

    /// Lets virtual time pass until something has happened for real.
    private func wait(until isTrue: () -> Bool) async {
        while !isTrue() {
            clock.advance(by: .milliseconds(10))
            await Task.yield()
        }
    }

    @Test func linesOfASerialScannerBecomeTokens() async throws {
        let terminal = try PseudoTerminal()
        try terminal.plug()
        let service = serial(terminal)
        service.start()
        await wait { notices.ready == 1 }
        try terminal.send("\u{2}one\u{3}N2:52461A.XF/.CXUE %*$\r\n")
        var tokens = service.tokens.makeAsyncIterator()
        let first = await tokens.next()
        #expect(first?.bytes == Array("one".utf8))
        #expect(first?.source == .keyboard)
        // The terminal's own editing is off: what was keys for it arrives as bytes.
        try terminal.send("a\u{4}\u{7F}\u{11}\u{13}b\r")
        #expect(await tokens.next()?.bytes == Array("N2:52461A.XF/.CXUE %*$".utf8))
        #expect(await tokens.next()?.bytes == Array("a\u{4}\u{7F}\u{11}\u{13}b".utf8))
        await service.stop()
        #expect(await tokens.next() == nil)
        #expect(isFree(terminal.node))
        #expect(log.all.isEmpty)
    }

    @Test func aSerialLineWithoutSuffixEndsInSilence() async throws {
        let terminal = try PseudoTerminal()
        try terminal.plug()
        let service = serial(terminal)
        service.start()
        await wait { notices.ready == 1 }
        try terminal.send("first\rRSV:ABC123")
        var tokens = service.tokens.makeAsyncIterator()
        #expect(await tokens.next()?.bytes == Array("first".utf8))
        // Both were read in one go, before this.
        clock.advance(by: LineAssembler.silenceBeforeSuffix)
        #expect(await tokens.next()?.bytes == Array("RSV:ABC123".utf8))
        await service.stop()
    }

    @Test func aSerialScannerComesBackUnderItsPath() async throws {
        let terminal = try PseudoTerminal()
        let service = serial(terminal)
        service.start()
        await wait { log.all.count == 1 }
        let missing = "raise hand_scanner_missing: the hand scanner \(terminal.link) is not there"
        try terminal.plug()
        await wait { log.all.count == 2 }
        await wait { notices.ready == 1 }
        #expect(log.all == [missing, "clear hand_scanner_missing"])
        try terminal.send("half")
        terminal.unplug()
        await wait { log.all.count == 3 }
        try terminal.plug()
        await wait { log.all.count == 4 && notices.ready == 2 }
        #expect(log.all.suffix(2) == [missing, "clear hand_scanner_missing"])
        try terminal.send("whole\r")
        var tokens = service.tokens.makeAsyncIterator()
        #expect(await tokens.next()?.bytes == Array("whole".utf8))
        await service.stop()
    }

    @Test func aLineThatAnotherProgramHoldsIsBusy() async throws {
        let terminal = try PseudoTerminal()
        try terminal.plug()
        let other = unsafe Glibc.open(terminal.node, O_RDWR | O_NOCTTY | O_CLOEXEC)
        #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
        let service = serial(terminal)
        service.start()
        await wait { !log.all.isEmpty }
        #expect(
            log.all == [
                "raise hand_scanner_busy: another program uses the hand scanner \(terminal.link)"
            ])
        close(other)
        await wait { log.all.count > 1 }
        #expect(log.all.last == "clear hand_scanner_busy")
        await service.stop()
    }

    /// Nobody holds the line.
    private func isFree(_ node: String) -> Bool {
        let descriptor = unsafe Glibc.open(node, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        return descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Reads what a keyboard has sent, one part a read, and stops.
    private func texts(
        of reads: [[UInt8]], then later: [[UInt8]] = []
    ) async -> [String] {
        let clock = clock
        // When all of it has been read.
        let end = Moments()
        let service = service([HandScannerWish(device: "/x")]) { _ in
            let kernel = ScriptedHandScanners(clock: clock)
            let device = kernel.plug("/x")
            kernel.happenings = [
                { clock.advance(by: LineAssembler.silence) },
                { device.reads = reads.map { .success($0) } },
                { device.reads = later.map { .success($0) } },
                { end.add(clock.uptime()) },
            ]
            return kernel
        }
        service.start()
        while end.all.isEmpty { await Task.yield() }
        await service.stop()
        var kept: [String] = []
        for await token in service.tokens {
            kept.append(String(decoding: token.bytes, as: UTF8.self))
        }
        return kept
    }

    @Test func whatHasNoRoomIsToldAndTheOldestAreKept() async throws {
        let start = clock.uptime()
        let moments = (0..<12).map { start + .milliseconds($0) }
        let lines = try moments.enumerated().map { number, moment in
            var events = EventBytes(at: moment)
            try events.type("code-\(number)")
            events.tap(Typist.enter)
            return events.bytes
        }
        let kept = await texts(of: lines)
        #expect(kept == (0..<HandScannerService.capacity).map { "code-\($0)" })
        #expect(unanswered.all == Array(moments.suffix(4)))
    }

    /// Whoever pulled the trigger waits for an answer.
    @Test func aLineThatLostKeysIsTold() async throws {
        var events = EventBytes(at: clock.uptime())
        try events.type("half of a li")
        events.add(EV_SYN, SYN_DROPPED, 0)
        events.add(EV_SYN, SYN_REPORT, 0)
        try events.type("ne that is lost")
        var more = EventBytes(at: clock.uptime())
        more.tap(Typist.enter)
        try more.type("whole")
        more.tap(Typist.enter)
        let kept = await texts(of: [events.bytes], then: [more.bytes])
        #expect(kept == ["whole"])
        #expect(unanswered.all.count == 1)
    }

    @Test func clearsWhatIsRaisedWhenItStops() async {
        let service = service([HandScannerWish(device: "/nowhere")])
        service.start()
        while log.all.isEmpty { await Task.yield() }
        await service.stop()
        #expect(log.all.last == "clear hand_scanner_missing")
        await service.stop()
    }

    @Test func stopsWithoutHavingStarted() async {
        let service = service([HandScannerWish(device: "/nowhere")])
        await service.stop()
        service.start()
        for await _ in service.tokens { Issue.record("a stopped service reads nothing") }
        #expect(service.idleSpan == .zero)
        #expect(log.all.isEmpty)
    }

    @Test func showsASignOfLife() async {
        let service = service([])
        #expect(service.idleSpan == .zero)
        service.start()
        clock.advance(by: .seconds(20))
        // Its thread turns by itself, twice a second.
        while service.idleSpan > .zero { await Task.yield() }
        await service.stop()
        clock.advance(by: .seconds(20))
        #expect(service.idleSpan == .zero)
    }
}
