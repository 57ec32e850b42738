// One scanner and the kernel behind it, in virtual time: what comes in, what is made of it.

import CInput
import CheckinCore
import CheckinTesting
import Glibc
import Testing

@testable import Scanner

struct HandScannerTests {
    private let clock = VirtualClock()
    private let kernel: ScriptedHandScanners
    private let device: ScriptedHandScanners.Device
    private let path = "/dev/input/event3"

    init() {
        clock.advance(by: .seconds(100))
        kernel = ScriptedHandScanners(clock: clock)
        device = kernel.plug(path)
    }

    private func opened(_ layout: KeyboardLayout = .us) throws -> HandScanner {
        try HandScanner(
            opening: path, label: path, for: HandScannerWish(device: path, layout: layout),
            kernel: kernel, at: clock.uptime())
    }

    /// One that has been silent since it was opened.
    private func scanner(_ layout: KeyboardLayout = .us) throws -> HandScanner {
        var scanner = try opened(layout)
        clock.advance(by: LineAssembler.silence)
        #expect(scanner.drain(at: clock.uptime()).lostLines == 0)
        #expect(scanner.isReady && scanner.deadline == nil)
        return scanner
    }

    private func texts(_ caught: HandScanner.Catch) -> [String] {
        caught.tokens.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private func drained(_ scanner: inout HandScanner, _ bytes: [UInt8]) -> HandScanner.Catch {
        device.reads.append(.success(bytes))
        return scanner.drain(at: clock.uptime())
    }

    @Test(arguments: KeyboardLayout.allCases)
    func readsTicketsTypedWithoutPauses(layout: KeyboardLayout) throws {
        var scanner = try scanner(layout)
        var events = EventBytes(at: clock.uptime())
        for code in RealCodes.all {
            try events.type(code, layout)
            events.tap(Typist.enter)
        }
        var caught = drained(&scanner, events.bytes)
        // A turn reads only so much.
        while !device.reads.isEmpty { caught.tokens += scanner.drain(at: clock.uptime()).tokens }
        #expect(texts(caught) == RealCodes.all)
        #expect(caught.tokens.allSatisfy { $0.source == .keyboard && !$0.isOversize })
        #expect(caught.lostLines == 0 && caught.puzzlingLines == 0)
    }

    @Test func stampsWithTheMomentOfTheLastKey() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime(), gap: .milliseconds(2))
        try events.type("ABC")
        events.key(Typist.enter, 1)
        clock.advance(by: .milliseconds(700))
        let caught = drained(&scanner, events.bytes)
        #expect(caught.tokens.map(\.seenAt) == [events.moment])
    }

    @Test(arguments: [-3_600, 3_600, 1_700_000_000] as [Int64])
    func stampsOfAnotherClockAreNotBelieved(seconds: Int64) throws {
        var scanner = try scanner()
        let now = clock.uptime()
        var events = EventBytes(at: now + .seconds(seconds))
        try events.type("ABC")
        events.tap(Typist.enter)
        #expect(drained(&scanner, events.bytes).tokens.map(\.seenAt) == [now])
    }

    @Test func repeatsOfAHeldKeyAreNotTyped() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        events.key(30, 1)
        for _ in 0..<5 { events.key(30, 2) }
        events.key(30, 0)
        events.tap(Typist.enter)
        #expect(texts(drained(&scanner, events.bytes)) == ["a"])
    }

    @Test func aLineInPiecesIsOneLine() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        try events.type("Hello")
        events.tap(Typist.enter)
        let all = events.bytes
        for start in stride(from: 0, to: all.count, by: KeyEvent.size) {
            let caught = drained(&scanner, Array(all[start..<start + KeyEvent.size]))
            // Enter counts when it goes down; its own three events end what is sent.
            #expect(texts(caught) == (start == all.count - 5 * KeyEvent.size ? ["Hello"] : []))
        }
    }

    @Test func aLineWithoutSuffixEndsInSilence() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        try events.type("RSV:ABC123")
        #expect(drained(&scanner, events.bytes).tokens.isEmpty)
        #expect(scanner.deadline == clock.uptime() + LineAssembler.silence)
        clock.advance(by: LineAssembler.silence)
        #expect(texts(scanner.drain(at: clock.uptime())) == ["RSV:ABC123"])
    }

    @Test func twoLinesReadLateAreToldApartByTheirStamps() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        try events.type("FIRST-1")
        events.moment = events.moment + .milliseconds(600)
        try events.type("SECOND-2")
        clock.advance(by: .milliseconds(1_200))
        #expect(texts(drained(&scanner, events.bytes)) == ["FIRST-1", "SECOND-2"])
    }

    @Test func keysTheKernelDroppedTakeTheirLineWithThem() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        events.key(Typist.leftShift, 1)
        events.tap(30)
        events.add(EV_SYN, SYN_DROPPED, 0)
        events.add(EV_KEY, 48, 1)
        events.add(EV_SYN, SYN_REPORT, 0)
        events.tap(46)
        events.tap(Typist.enter)
        let caught = drained(&scanner, events.bytes)
        #expect(caught.tokens.isEmpty && caught.lostLines == 1)
        clock.advance(by: LineAssembler.silence)
        #expect(scanner.drain(at: clock.uptime()).lostLines == 0)
        // Shift went up unseen: the kernel was asked, and said that nothing is held.
        var more = EventBytes(at: clock.uptime())
        try more.type("next")
        more.tap(Typist.enter)
        #expect(texts(drained(&scanner, more.bytes)) == ["next"])
    }

    @Test func afterADropTheKernelIsAskedWhatIsHeld() throws {
        var scanner = try scanner()
        device.held = [Typist.leftShift]
        var events = EventBytes(at: clock.uptime())
        events.add(EV_SYN, SYN_DROPPED, 0)
        events.add(EV_SYN, SYN_REPORT, 0)
        // Older than the answer: with Shift held these would be capitals.
        events.tap(Typist.enter)
        events.tap(30)
        events.tap(48)
        events.key(Typist.leftShift, 1)
        #expect(drained(&scanner, events.bytes).lostLines == 1)
        #expect(!scanner.isReady)
        var more = EventBytes(at: clock.uptime())
        more.key(Typist.leftShift, 0)
        try more.type("cd")
        more.tap(Typist.enter)
        more.key(Typist.leftShift, 1)
        more.tap(30)
        more.key(Typist.leftShift, 0)
        more.tap(30)
        more.tap(Typist.enter)
        let caught = drained(&scanner, more.bytes)
        #expect(texts(caught) == ["Aa"])
        #expect(caught.lostLines == 0)
    }

    @Test func shiftThatIsHeldAfterADropIsKnown() throws {
        var scanner = try scanner()
        device.held = [Typist.leftShift]
        var events = EventBytes(at: clock.uptime())
        events.add(EV_SYN, SYN_DROPPED, 0)
        #expect(drained(&scanner, events.bytes).lostLines == 1)
        var more = EventBytes(at: clock.uptime())
        more.tap(Typist.enter)
        more.tap(30)
        more.tap(Typist.enter)
        #expect(texts(drained(&scanner, more.bytes)) == ["A"])
    }

    /// Asking which keys are down makes the kernel forget those that have just come.
    @Test func whatTheKernelForgetsForItsAnswerTakesItsLineWithIt() throws {
        var scanner = try scanner()
        var forgotten = EventBytes(at: clock.uptime())
        forgotten.tap(Typist.enter)
        try forgotten.type("first half ")
        device.isAsked = { [device] in device.reads.append(.success(forgotten.bytes)) }
        var events = EventBytes(at: clock.uptime())
        events.add(EV_SYN, SYN_DROPPED, 0)
        events.add(EV_SYN, SYN_REPORT, 0)
        // Ends what the drop was in, before the question.
        events.tap(Typist.enter)
        // Read late: silence has passed since the drop, and none since the question.
        clock.advance(by: LineAssembler.silence)
        var caught = drained(&scanner, events.bytes)
        var more = EventBytes(at: clock.uptime())
        try more.type("second half")
        more.tap(Typist.enter)
        try more.type("whole")
        more.tap(Typist.enter)
        #expect(caught.lostLines == 1)
        caught = drained(&scanner, more.bytes)
        #expect(texts(caught) == ["whole"])
        #expect(caught.lostLines == 0)
    }

    @Test func aDropInALaterReadOfManyIsReadToItsEndFirst() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        events.add(EV_SYN, SYN_DROPPED, 0)
        var rest = EventBytes(at: clock.uptime())
        rest.tap(30)
        rest.tap(Typist.enter)
        device.reads = [.success(events.bytes)]
        // More than one turn takes.
        device.reads += (0..<HandScanner.mostReads + 3).map { _ in .success(rest.bytes) }
        var isAskedOf: [Int] = []
        device.isAsked = { [device] in isAskedOf.append(device.reads.count) }
        let first = scanner.drain(at: clock.uptime())
        #expect(first.lostLines == 1 && first.tokens.isEmpty && isAskedOf.isEmpty)
        let second = scanner.drain(at: clock.uptime())
        #expect(second.lostLines == 0 && second.tokens.isEmpty && isAskedOf == [0])
    }

    @Test func afterADropSilenceBeginsAnewWithoutATerminator() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        try events.type("half of a li")
        events.add(EV_SYN, SYN_DROPPED, 0)
        events.add(EV_SYN, SYN_REPORT, 0)
        try events.type("ne that is lost")
        #expect(drained(&scanner, events.bytes).lostLines == 1)
        clock.advance(by: LineAssembler.silence)
        #expect(scanner.drain(at: clock.uptime()).tokens.isEmpty)
        var more = EventBytes(at: clock.uptime())
        try more.type("whole")
        more.tap(Typist.enter)
        #expect(texts(drained(&scanner, more.bytes)) == ["whole"])
    }

    @Test func aTornReadTakesItsLineWithIt() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        try events.type("half")
        device.reads.append(.success(events.bytes))
        let caught = drained(&scanner, [1, 2, 3])
        #expect(caught.tokens.isEmpty && caught.lostLines == 1 && caught.failure == nil)
        var more = EventBytes(at: clock.uptime())
        more.tap(Typist.enter)
        try more.type("whole")
        more.tap(Typist.enter)
        #expect(texts(drained(&scanner, more.bytes)) == ["whole"])
    }

    @Test func aLineWhoseBeginningNobodySawIsThrownAway() throws {
        var scanner = try opened()
        var events = EventBytes(at: clock.uptime())
        try events.type("ond-half")
        #expect(drained(&scanner, events.bytes).lostLines == 1)
        #expect(!scanner.isReady)
        var more = EventBytes(at: clock.uptime())
        more.tap(Typist.enter)
        try more.type("whole")
        more.tap(Typist.enter)
        let caught = drained(&scanner, more.bytes)
        #expect(texts(caught) == ["whole"])
        #expect(caught.lostLines == 0 && scanner.isReady)
    }

    @Test func aSerialLineWhoseBeginningNobodySawIsThrownAway() throws {
        device.kind = .serial
        var scanner = try opened()
        let caught = drained(&scanner, Array("ond-half\rwhole\r".utf8))
        #expect(texts(caught) == ["whole"])
        #expect(caught.lostLines == 1)
    }

    @Test(arguments: [HandScannerKind.keyboard, .serial])
    func aLineThatBeginsAfterSilenceIsReadWhole(kind: HandScannerKind) throws {
        device.kind = kind
        var scanner = try opened()
        #expect(!scanner.isReady)
        #expect(scanner.deadline == clock.uptime() + LineAssembler.silence)
        clock.advance(by: LineAssembler.silence)
        _ = scanner.drain(at: clock.uptime())
        #expect(scanner.isReady)
        var events = EventBytes(at: clock.uptime())
        try events.type("whole")
        events.tap(Typist.enter)
        let bytes = kind == .keyboard ? events.bytes : Array("whole\r".utf8)
        let caught = drained(&scanner, bytes)
        #expect(texts(caught) == ["whole"])
        #expect(caught.lostLines == 0)
    }

    @Test(arguments: [HandScannerKind.keyboard, .serial])
    func aJammedScannerIsNotListenedToUntilItIsSilent(kind: HandScannerKind) throws {
        device.kind = kind
        var scanner = try scanner()
        var caught = HandScanner.Catch()
        for _ in 0..<5 {
            var events = EventBytes(at: clock.uptime())
            for _ in 0..<170 {
                try events.type("a")
                events.tap(Typist.enter)
                try events.type("b")
                events.tap(Typist.enter)
            }
            let flood = Array(String(repeating: "A\nB\n", count: 16_384).utf8)
            let more = drained(&scanner, kind == .keyboard ? events.bytes : flood)
            caught.tokens += more.tokens
            caught.lostLines += more.lostLines
            clock.advance(by: .milliseconds(100))
        }
        #expect(caught.tokens.count == LineAssembler.mostInARow)
        #expect(caught.lostLines == 1)
        while !device.reads.isEmpty { _ = scanner.drain(at: clock.uptime()) }
        clock.advance(by: LineAssembler.silence)
        _ = scanner.drain(at: clock.uptime())
        var events = EventBytes(at: clock.uptime())
        try events.type("whole")
        events.tap(Typist.enter)
        let line = kind == .keyboard ? events.bytes : Array("whole\r".utf8)
        #expect(texts(drained(&scanner, line)) == ["whole"])
    }

    @Test func whatCameBeforeTheCableIsNotLost() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        try events.type("last")
        events.tap(Typist.enter)
        try events.type("half")
        device.reads = [.success(events.bytes), .failure(SystemError(ENODEV))]
        let caught = scanner.drain(at: clock.uptime())
        #expect(texts(caught) == ["last"])
        #expect(caught.failure == SystemError(ENODEV))
    }

    @Test func keysWithoutCharacterMakeALineUnreadable() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        try events.type("AB")
        events.key(56, 1)
        events.tap(82)
        events.tap(76)
        events.key(56, 0)
        events.tap(Typist.enter)
        let caught = drained(&scanner, events.bytes)
        #expect(texts(caught) == ["AB\u{1A}\u{1A}"])
        #expect(caught.puzzlingLines == 1)
    }

    @Test func anEchoIsOnePresentationAndASecondPullIsAnother() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        for pause in [20, 300] as [Int64] {
            try events.type("TICKET")
            events.tap(Typist.enter)
            events.moment = events.moment + .milliseconds(pause)
        }
        try events.type("TICKET")
        events.tap(Typist.enter)
        clock.advance(by: .milliseconds(400))
        #expect(texts(drained(&scanner, events.bytes)) == ["TICKET", "TICKET"])
    }

    @Test func aLineTooLongIsSaidToBeSo() throws {
        var scanner = try scanner()
        var events = EventBytes(at: clock.uptime())
        for _ in 0..<5_000 { events.tap(30) }
        events.tap(Typist.enter)
        device.reads.append(.success(events.bytes))
        var tokens: [TicketToken] = []
        // A turn reads only so much.
        var turns = 0
        while !device.reads.isEmpty {
            tokens += scanner.drain(at: clock.uptime()).tokens
            turns += 1
        }
        #expect(turns > 1)
        #expect(tokens.map(\.isOversize) == [true])
        #expect(tokens.first?.bytes.count == TicketToken.maximumBytes)
    }

    @Test func noBytesWhateverTheyAreDoHarm() throws {
        var random = SeededRandom(seed: 5)
        var scanner = try scanner(.fr)
        for _ in 0..<2_000 {
            let count = Int.random(in: 1...8, using: &random) * KeyEvent.size
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            // Most of them keys, or nothing would ever be typed.
            for start in stride(from: 16, to: count, by: KeyEvent.size) where random.next() % 4 > 0
            {
                bytes.replaceSubrange(
                    start..<start + 8,
                    with: [1, 0, bytes[start] % 128, 0, bytes[start] & 1, 0, 0, 0])
            }
            let caught = drained(&scanner, bytes)
            #expect(caught.tokens.allSatisfy { $0.bytes.count <= TicketToken.maximumBytes })
            clock.advance(by: .milliseconds(Int64.random(in: 0...200, using: &random)))
        }
    }

    @Test func aSerialLineGivesItsBytesAsTheyAre() throws {
        device.kind = .serial
        var scanner = try scanner()
        #expect(kernel.transcript == ["open \(path)", "claim \(path)"])
        let caught = drained(&scanner, Array("one\r\ntwo\u{1}\u{7F}\n".utf8) + [0xFF, 0x0D, 0x41])
        #expect(
            caught.tokens.map(\.bytes) == [Array("one".utf8), Array("two\u{1}\u{7F}".utf8), [0xFF]])
    }

    @Test func aSerialLineReadLateIsNotTornApart() throws {
        device.kind = .serial
        var scanner = try scanner()
        #expect(drained(&scanner, Array("first ha".utf8)).tokens.isEmpty)
        // Nobody looked for a second: what came meanwhile is read before silence is thought of.
        clock.advance(by: .seconds(1))
        #expect(texts(drained(&scanner, Array("lf\r".utf8))) == ["first half"])
    }

    @Test func aSerialLineThatHangsUpIsGone() throws {
        device.kind = .serial
        var scanner = try scanner()
        #expect(drained(&scanner, []).failure == SystemError(ENODEV))
    }
}
