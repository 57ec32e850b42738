// Which scanners are opened, taken again, and missed; the loop around them in virtual time.

import CheckinCore
import CheckinTesting
import Glibc
import Logging
import Testing

@testable import Scanner

final class HandScannerRosterTests {
    private let clock = VirtualClock()
    private let kernel: ScriptedHandScanners
    private let bell = Bell()
    private var tokens: [String] = []
    private var said: [HandScannerConditions] = []
    private static let byID = "/dev/input/by-id/usb-test-event-kbd"
    private let notices = NoticeLog()
    private var hasRoom = true

    init() {
        clock.advance(by: .seconds(100))
        kernel = ScriptedHandScanners(clock: clock)
    }

    private func roster(_ wishes: [HandScannerWish]) -> HandScannerRoster {
        HandScannerRoster(
            wishes: wishes, kernel: kernel, logger: notices.logger, at: clock.uptime())
    }

    private func named(_ path: String) -> [HandScannerWish] { [HandScannerWish(device: path)] }

    /// Silence has passed since what is open was opened.
    private func ready(_ roster: HandScannerRoster) {
        clock.advance(by: LineAssembler.silence)
        #expect(roster.drain(at: clock.uptime(), hungUp: []).lost == 0)
    }

    /// Sends one read's bytes.
    private func send(_ bytes: [UInt8], on path: String = byID) throws {
        try #require(kernel.devices[path]).reads.append(.success(bytes))
    }

    private func line(_ text: String) throws -> [UInt8] {
        var events = EventBytes(at: clock.uptime())
        try events.type(text)
        events.tap(Typist.enter)
        return events.bytes
    }

    @Test func anUnpluggedScannerIsSaidAtOnceAndTakenAgain() throws {
        kernel.plug(Self.byID)
        let roster = roster(named(Self.byID))
        roster.look(at: clock.uptime())
        #expect(roster.faults.isEmpty && notices.ready == 0)
        ready(roster)
        #expect(notices.ready == 1)
        let start = clock.uptime()
        try send(line("one"))
        #expect(roster.drain(at: start, hungUp: []).tokens.count == 1)
        kernel.unplug(Self.byID)
        #expect(roster.drain(at: start, hungUp: []).tokens.isEmpty)
        #expect(roster.faults == [.missing(device: Self.byID)])
        #expect(kernel.open.isEmpty)
        kernel.plug(Self.byID)
        roster.look(at: start + .milliseconds(499))
        #expect(roster.descriptors.isEmpty)
        clock.advance(by: .milliseconds(500))
        roster.look(at: clock.uptime())
        #expect(roster.faults.isEmpty)
        ready(roster)
        #expect(notices.ready == 2)
        try send(line("two"))
        let again = roster.drain(at: clock.uptime(), hungUp: []).tokens
        #expect(again.map { String(decoding: $0.bytes, as: UTF8.self) } == ["two"])
    }

    @Test func halfALineGoesWithItsScanner() throws {
        kernel.plug(Self.byID)
        let roster = roster(named(Self.byID))
        roster.look(at: clock.uptime())
        ready(roster)
        var half = EventBytes(at: clock.uptime())
        try half.type("half a line")
        try send(half.bytes)
        #expect(roster.drain(at: clock.uptime(), hungUp: []).tokens.isEmpty)
        kernel.unplug(Self.byID)
        _ = roster.drain(at: clock.uptime(), hungUp: [])
        kernel.plug(Self.byID)
        clock.advance(by: .milliseconds(500))
        roster.look(at: clock.uptime())
        ready(roster)
        try send(line("whole"))
        let tokens = roster.drain(at: clock.uptime(), hungUp: []).tokens
        #expect(tokens.map { String(decoding: $0.bytes, as: UTF8.self) } == ["whole"])
    }

    @Test func aDeviceThatOnlyHangsUpIsGivenUp() {
        kernel.plug(Self.byID)
        let roster = roster(named(Self.byID))
        roster.look(at: clock.uptime())
        _ = roster.drain(at: clock.uptime(), hungUp: Set(roster.descriptors))
        #expect(kernel.open.isEmpty)
        #expect(roster.faults == [.missing(device: Self.byID)])
    }

    @Test(arguments: [
        (ENOENT, HandScannerFault.missing(device: byID)), (ENXIO, .missing(device: byID)),
        (EBUSY, .busy(device: byID)),
        (EISDIR, .unusable(device: byID, reason: "error \(EISDIR)")),
    ])
    func aRefusedOpenIsNamed(error: Int32, fault: HandScannerFault) {
        kernel.plug(Self.byID) { $0.openError = error }
        let roster = roster(named(Self.byID))
        roster.look(at: clock.uptime())
        #expect(roster.faults == [fault])
    }

    @Test(arguments: [EACCES, EPERM])
    func aDenialIsBelievedTheSecondTime(error: Int32) {
        let device = kernel.plug(Self.byID) { $0.openError = error }
        let roster = roster(named(Self.byID))
        let start = clock.uptime()
        roster.look(at: start)
        #expect(roster.faults.isEmpty)
        roster.look(at: start + .milliseconds(500))
        #expect(roster.faults == [.denied(device: Self.byID)])
        device.openError = nil
        roster.look(at: start + .milliseconds(5_499))
        #expect(roster.descriptors.isEmpty)
        roster.look(at: start + .milliseconds(6_000))
        #expect(roster.faults.isEmpty)
        #expect(roster.descriptors.count == 1)
    }

    @Test func aRefusedGrabIsBusyAndLeavesNothingOpen() {
        let device = kernel.plug(Self.byID) { $0.grabError = EBUSY }
        let roster = roster(named(Self.byID))
        roster.look(at: clock.uptime())
        #expect(roster.faults == [.busy(device: Self.byID)])
        #expect(kernel.open.isEmpty)
        device.grabError = nil
        roster.look(at: clock.uptime() + HandScannerRoster.refusedDelay)
        #expect(roster.faults.isEmpty)
    }

    /// Each opening takes longer than the kernel keeps the keys of the scanners that work.
    @Test func whatCannotBeUsedIsSeldomOpened() {
        kernel.plug("/busy") { $0.grabError = EBUSY }
        kernel.plug("/mouse") { $0.keys = [272] }
        kernel.plug("/denied") { $0.openError = EACCES }
        let roster = roster(named("/busy") + named("/mouse") + named("/denied"))
        let start = clock.uptime()
        for turn in 0..<Int64(20) { roster.look(at: start + .milliseconds(turn * 500)) }
        func opened(_ path: String) -> Int { kernel.transcript.count { $0 == "open \(path)" } }
        #expect(opened("/busy") == 2)
        #expect(opened("/mouse") == 2)
        // Not believed at first.
        #expect(opened("/denied") == 3)
        #expect(roster.faults.count == 3)
    }

    @Test func anotherDeviceInTheSteadOfARefusedOneIsTakenAtOnce() {
        kernel.plug("/dev/input/event2") { $0.grabError = EBUSY }
        kernel.links[Self.byID] = "/dev/input/event2"
        let roster = roster(named(Self.byID))
        let start = clock.uptime()
        roster.look(at: start)
        kernel.plug("/dev/input/event3")
        kernel.links[Self.byID] = "/dev/input/event3"
        roster.look(at: start + .milliseconds(500))
        #expect(roster.faults.isEmpty)
    }

    @Test func aRefusedDeviceThatIsPulledOutIsMissingAtOnce() {
        kernel.plug(Self.byID) { $0.grabError = EBUSY }
        let roster = roster(named(Self.byID))
        let start = clock.uptime()
        roster.look(at: start)
        kernel.unplug(Self.byID)
        roster.look(at: start + .milliseconds(500))
        #expect(roster.faults == [.missing(device: Self.byID)])
        kernel.plug(Self.byID)
        roster.look(at: start + .seconds(1))
        #expect(roster.faults.isEmpty)
    }

    @Test func whatIsNoScannerIsNeverGrabbed() {
        kernel.plug("/dev/null") { $0.kind = .other }
        kernel.plug(Self.byID) { $0.keys = [272, 273] }
        let roster = roster(named("/dev/null") + named(Self.byID))
        roster.look(at: clock.uptime())
        let reason = "no codes can be typed with it"
        #expect(
            roster.faults == [
                .unusable(device: "/dev/null", reason: reason),
                .unusable(device: Self.byID, reason: reason),
            ])
        #expect(kernel.open.isEmpty)
        #expect(!kernel.transcript.contains { $0.hasPrefix("grab") })
    }

    @Test func automaticTakesScannersAndNeverOpensAnythingElse() {
        kernel.plug("/dev/input/event0") { $0.name = "AT Translated Set 2 keyboard" }
        kernel.plug("/dev/input/event1") { $0.name = "Test Scanner Consumer Control" }
            .keys = [113, 114, 115]
        kernel.plug("/dev/input/event2")
        kernel.plug("/dev/input/event3") { $0.name = "Symbol Bar Code Scanner" }
        let roster = roster([HandScannerWish()])
        roster.look(at: clock.uptime())
        #expect(roster.faults.isEmpty)
        #expect(Set(kernel.open.values) == ["/dev/input/event2", "/dev/input/event3"])
        #expect(!kernel.transcript.contains("open /dev/input/event0"))
        #expect(!kernel.transcript.contains("open /dev/input/event1"))
        roster.look(at: clock.uptime() + .seconds(1))
        #expect(roster.descriptors.count == 2)
    }

    @Test func aNodeThatBecameAKeyboardMeanwhileIsNotGrabbed() {
        kernel.plug("/dev/input/event2") {
            $0.name = "Dell Keyboard"
            $0.listedName = "Test Barcode Scanner"
        }
        let roster = roster([HandScannerWish()])
        roster.look(at: clock.uptime())
        #expect(kernel.transcript == ["open /dev/input/event2", "close /dev/input/event2"])
    }

    @Test func aBoxWithoutScannersIsWholeUntilOneWasThere() {
        let roster = roster([HandScannerWish()])
        var now = clock.uptime()
        roster.look(at: now)
        #expect(roster.faults.isEmpty)
        kernel.plug("/dev/input/event4")
        now = now + .milliseconds(500)
        roster.look(at: now)
        kernel.unplug("/dev/input/event4")
        _ = roster.drain(at: now, hungUp: [])
        #expect(roster.faults == [.missing(device: "Test Barcode Scanner")])
        kernel.plug("/dev/input/event9")
        now = now + .milliseconds(500)
        roster.look(at: now)
        #expect(roster.faults.isEmpty)
    }

    @Test func anotherScannerTakesThePlaceOfALostOne() {
        kernel.plug("/dev/input/event4") { $0.name = "Zebra DS2208" }
        kernel.plug("/dev/input/event5")
        let roster = roster([HandScannerWish()])
        var now = clock.uptime()
        roster.look(at: now)
        kernel.unplug("/dev/input/event4")
        kernel.unplug("/dev/input/event5")
        _ = roster.drain(at: now, hungUp: [])
        #expect(roster.faults.count == 2)
        kernel.plug("/dev/input/event6")
        now = now + .milliseconds(500)
        roster.look(at: now)
        #expect(roster.faults == [.missing(device: "Zebra DS2208")])
        _ = roster.drain(at: now + LineAssembler.silence, hungUp: [])
        kernel.plug("/dev/input/event7") { $0.name = "Honeywell 1900" }
        now = now + .milliseconds(500)
        roster.look(at: now)
        #expect(roster.faults.isEmpty)
    }

    @Test func aNamedScannerIsNotTakenASecondTime() {
        kernel.plug("/dev/input/event2")
        kernel.links[Self.byID] = "/dev/input/event2"
        let roster = roster([HandScannerWish()] + named(Self.byID))
        roster.look(at: clock.uptime())
        roster.look(at: clock.uptime() + .seconds(1))
        #expect(roster.faults.isEmpty)
        #expect(kernel.transcript == ["open \(Self.byID)", "grab /dev/input/event2"])
    }

    @Test func aScannerThatMayNotBeOpenedIsSaidOnlyWhileItIsThere() {
        kernel.plug("/dev/input/event2") { $0.openError = EACCES }
        let roster = roster([HandScannerWish()])
        let start = clock.uptime()
        roster.look(at: start)
        roster.look(at: start + .milliseconds(500))
        #expect(roster.faults == [.denied(device: "Test Barcode Scanner")])
        kernel.unplug("/dev/input/event2")
        roster.look(at: start + .seconds(1))
        #expect(roster.faults.isEmpty)
    }

    @Test func nobodyIsLookedForWhileSomebodyTypes() throws {
        kernel.plug("/dev/input/event2")
        let roster = roster([HandScannerWish()])
        roster.look(at: clock.uptime())
        ready(roster)
        let start = clock.uptime()
        roster.look(at: start)
        var half = EventBytes(at: start)
        try half.type("typing")
        try send(half.bytes, on: "/dev/input/event2")
        _ = roster.drain(at: start, hungUp: [])
        kernel.plug("/dev/input/event3")
        roster.look(at: start + .milliseconds(1_499))
        #expect(roster.descriptors.count == 1)
        roster.look(at: start + .milliseconds(1_500))
        #expect(roster.descriptors.count == 2)
    }

    @Test func opensNoMoreThanItsBound() {
        for number in 10..<40 { kernel.plug("/dev/input/event\(number)") }
        let roster = roster([HandScannerWish()])
        roster.look(at: clock.uptime())
        #expect(roster.descriptors.count == HandScannerRoster.mostScanners)
        roster.close()
        #expect(kernel.open.isEmpty)
    }

    private func loop(_ wishes: [HandScannerWish], isStopped: @escaping () -> Bool = { true })
        -> HandScannerLoop
    {
        HandScannerLoop(
            roster: roster(wishes), kernel: kernel, time: clock, bell: bell, isStopped: isStopped,
            put: { [self] token in
                if hasRoom { tokens.append(String(decoding: token.bytes, as: UTF8.self)) }
                return hasRoom
            },
            onLost: { Issue.record("a line was lost") }, logger: notices.logger,
            say: { [self] conditions in said.append(conditions) })
    }

    @Test func theLoopSaysUnpluggedWithinASecondAndReadsAgainWithinThree() throws {
        kernel.plug(Self.byID)
        var loop = loop(named(Self.byID))
        loop.turn()
        kernel.happenings = [{ [kernel] in kernel.unplug(Self.byID) }]
        let unplugged = clock.uptime()
        loop.turn()
        #expect(said == [HandScannerConditions(faults: [.missing(device: Self.byID)])])
        #expect(clock.uptime().since(unplugged) <= .seconds(1))
        clock.advance(by: .milliseconds(100))
        kernel.plug(Self.byID)
        let replugged = clock.uptime()
        while notices.ready < 2, clock.uptime().since(replugged) <= .seconds(3) { loop.turn() }
        try send(line("again"))
        while tokens.isEmpty, clock.uptime().since(replugged) <= .seconds(3) { loop.turn() }
        #expect(tokens == ["again"])
        #expect(said.last == HandScannerConditions())
    }

    @Test func theLoopWakesWhenSilenceEndsALine() throws {
        kernel.plug(Self.byID)
        var loop = loop(named(Self.byID))
        loop.turn()
        #expect(notices.ready == 1)
        var events = EventBytes(at: clock.uptime())
        try events.type("WITHOUT")
        try send(events.bytes)
        kernel.happenings = [{}]
        let start = clock.uptime()
        while tokens.isEmpty, clock.uptime().since(start) < .seconds(3) { loop.turn() }
        #expect(tokens == ["WITHOUT"])
        #expect(clock.uptime().since(start) == LineAssembler.silence)
    }

    @Test func linesWithoutRoomAreSaidForAWhile() async throws {
        kernel.plug(Self.byID)
        var loop = loop(named(Self.byID))
        loop.turn()
        hasRoom = false
        try send(line("one") + line("two"))
        kernel.happenings = [{}]
        loop.turn()
        #expect(said == [HandScannerConditions(dropsLines: true)])
        #expect(notices.all.count { $0 == "no room for a line" } == 1)
        let refused = clock.uptime()
        while said.count == 1, clock.uptime().since(refused) < .seconds(20) { loop.turn() }
        #expect(clock.uptime().since(refused) == .seconds(10))
        #expect(said.last == HandScannerConditions())
        let log = ConditionLog()
        await said[0].report(since: HandScannerConditions(), to: log)
        #expect(log.all == ["raise scans_dropped: "])
    }

    @Test func theLoopNeverSpins() {
        kernel.plug(Self.byID) { $0.openError = EACCES }
        var loop = loop(named(Self.byID) + [HandScannerWish()])
        let start = clock.uptime()
        for _ in 0..<20 { loop.turn() }
        #expect(clock.uptime().since(start) >= .seconds(9))
        #expect(kernel.waits.allSatisfy { $0 <= .milliseconds(500) })
    }

    @Test func severalTroublesStandSideBySide() async {
        kernel.plug("/a") { $0.grabError = EBUSY }
        kernel.plug("/b") { $0.grabError = EBUSY }
        var loop = loop(named("/b") + named("/a") + named("/c"))
        loop.turn()
        let log = ConditionLog()
        await said[0].report(since: HandScannerConditions(), to: log)
        #expect(
            log.all.sorted() == [
                "raise hand_scanner_busy: another program uses the hand scanner /a; "
                    + "another program uses the hand scanner /b",
                "raise hand_scanner_missing: the hand scanner /c is not there",
            ])
    }

    @Test func everythingIsGivenBackWhenTheLoopEnds() {
        kernel.plug(Self.byID)
        var turns = 0
        var loop = loop(named(Self.byID)) {
            turns += 1
            return turns > 2
        }
        loop.run()
        #expect(kernel.open.isEmpty)
        #expect(kernel.transcript.last == "close \(Self.byID)")
    }

    @Test func everyFaultHasWords() {
        let faults: [HandScannerFault] = [
            .missing(device: "x"), .busy(device: "x"), .denied(device: "x"),
            .unusable(device: "x", reason: "y"),
        ]
        #expect(faults.allSatisfy { $0.remedy == .retry && !$0.hint.isEmpty })
        #expect(Set(faults.map(\.code)).count == faults.count)
        #expect(Set(faults.map(\.message)).count == faults.count)
    }
}
