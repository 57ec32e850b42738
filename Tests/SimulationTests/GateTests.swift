// The gate on a ledger in memory: what it announces and stores, which conditions it raises.

import CheckinCore
import CheckinTesting
import Ledger
import Testing

@Suite struct GateTests {
    private let clock = VirtualClock()
    private let health: Health
    private let ledger: MemoryLedger
    private let gate: Gate

    init() { self.init(list: TicketList()) }

    private init(list: TicketList?, post: Post = Fixtures.post()) {
        let clock = clock
        health = Health(time: clock)
        ledger = MemoryLedger(list: list)
        gate = Gate(
            reader: ManualReader([
                "good": .claims(Fixtures.claims()), "forged": .forged, "no key": .noUsableKey,
                "elsewhere": .claims(Fixtures.claims(event: Fixtures.otherEventID)),
            ]),
            ledger: ledger, time: clock, conditions: health
        ) { _ in post }
    }

    private func admit(_ text: String) async -> Announcement {
        await gate.admit(Fixtures.token(text, seenAt: clock.uptime()))
    }

    private func conditions() async -> [ConditionCode] {
        await health.conditions().map(\.kind.code)
    }

    @Test func announcesWhatIsStored() async {
        let announcement = await admit("good")
        let stored = await ledger.journal.attempts
        #expect(stored.count == 1)
        #expect(announcement.attempt == stored.first)
        #expect(announcement.answer == .verdict(Verdict(.admitted)))
        #expect(announcement.ticket == Fixtures.ticket())
        #expect(announcement.occupancy == Occupancy(event: 1, tier: 1))
        #expect(announcement.at == Fixtures.now)
        #expect(stored.first?.fingerprint == ManualReader.fingerprint(of: "good".utf8))
        #expect(await conditions().isEmpty)
    }

    @Test func closesTheEventThatIsNamedWhicheverTheDoorIsFor() async throws {
        _ = try await gate.perform(
            .closing(Fixtures.otherEventID), by: nil, cause: nil, remark: nil)
        _ = try await gate.perform(.clearOut, by: nil, cause: nil, remark: nil)
        let stored = await ledger.journal.attempts
        #expect(stored.map(\.event) == [Fixtures.otherEventID, Fixtures.eventID])
        #expect(stored.allSatisfy { $0.act.kind == .clearOut })
    }

    @Test func measuresFromTheFrameToTheCommit() async {
        clock.advance(by: .seconds(5))
        let token = Fixtures.token("good", seenAt: Uptime(nanoseconds: 4_000_000_000))
        #expect(await gate.admit(token).elapsed == .seconds(1))
    }

    @Test func recordsRefusalsToo() async {
        for text in ["forged", "rubbish", "elsewhere", "good", "good"] { _ = await admit(text) }
        let reasons = await ledger.journal.attempts.map(\.answer.reason)
        #expect(reasons.count == 5)
        #expect(reasons.prefix(4) == ["forged", "unreadable", "wrong_event", nil])
    }

    @Test func saysAgainWhatNobodySaw() async throws {
        let first = await admit("good")
        clock.advance(by: .seconds(10))
        let again = await admit("good")
        #expect(again.answer.verdict?.repeats == first.attempt?.number)
        #expect(again.occupancy.event == 1)
        try await ledger.acknowledge(try #require(again.attempt).number)
        clock.advance(by: .seconds(1))
        #expect(await admit("good").answer.reason == "already_inside")
    }

    @Test(arguments: MemoryLedger.CommitFailure.allCases)
    func faultOfOursIsNeverAVerdict(failure: MemoryLedger.CommitFailure) async {
        await ledger.fail(failure)
        let announcement = await admit("good")
        #expect(announcement.attempt == nil)
        #expect(announcement.answer == .unavailable(.journalFailed))
        #expect(announcement.ticket == nil)
        #expect(await conditions() == [.journalFailed])
        #expect(await health.conditions().first?.detail == "The commit was told to fail")
        // Whether or not it was stored, the guest is let in once the journal works again.
        #expect(await admit("good").answer.kind == .admitted)
        #expect(await conditions().isEmpty)
    }

    @Test func missingKeyIsOurFaultAndRecorded() async {
        #expect(await admit("no key").answer == .unavailable(.noUsableKey))
        #expect(await ledger.journal.attempts.count == 1)
        #expect(await conditions() == [.noUsableKey])
        _ = await admit("forged")
        #expect(await conditions() == [.noUsableKey], "a forged code proves no key")
        _ = await admit("elsewhere")
        #expect(await conditions() == [.noUsableKey], "nor does a code of another event")
        _ = await admit("good")
        #expect(await conditions().isEmpty)
    }

    @Test func missingListIsOurFaultAndRecorded() async {
        let bare = GateTests(list: nil)
        #expect(await bare.admit("good").answer == .unavailable(.noSnapshot))
        #expect(await bare.ledger.journal.attempts.count == 1)
        #expect(await bare.conditions() == [.noSnapshot])
        await bare.ledger.replaceList(TicketList())
        #expect(await bare.admit("good").answer.kind == .admitted)
        #expect(await bare.conditions().isEmpty)
    }

    @Test func unknownKeyNeverSaysWhatTheListHolds() async {
        #expect(await GateTests(list: nil).admit("no key").answer == .unavailable(.noUsableKey))
    }

    private static func stale(_ policy: StalePolicy, post: Post = Fixtures.post()) -> GateTests {
        var event = Fixtures.event()
        event.stale = policy
        let asOf = Fixtures.now - .hours(13)
        return GateTests(list: TicketList(events: [event], asOf: asOf), post: post)
    }

    @Test func oldListStopsTheDoorOnlyWhereTheEventSaysSo() async {
        #expect(await Self.stale(.refuse).admit("good").answer == .unavailable(.snapshotStale))
        for policy in [StalePolicy.warn, .signedOnly] {
            let verdict = await Self.stale(policy).admit("good").answer.verdict
            #expect(verdict == Verdict(.admitted, flags: [.snapshotStale]))
        }
    }

    @Test func oldListKeepsNobodyIn() async {
        let exit = Fixtures.post(door: Fixtures.door(direction: .exit))
        #expect(await Self.stale(.refuse, post: exit).admit("good").answer.kind == .exited)
    }

    @Test func clockThatKnowsNoTimeStopsNoDoor() async {
        let lost = Fixtures.post(timeTrusted: false)
        let announcement = await Self.stale(.refuse, post: lost).admit("good")
        #expect(announcement.answer.kind == .admitted)
        #expect(announcement.attempt?.timeTrusted == false)
    }

    /// The codes are proved by a key that counts from this evening on, and the box wakes in 1970.
    @Test(arguments: [true, false])
    func keyWindowCountsOnlyByAClockThatIsTrusted(timeTrusted: Bool) async {
        let clock = VirtualClock(startingAt: Timestamp(milliseconds: 0))
        let reader = ManualReader(
            ["good": .claims(Fixtures.claims())],
            keyWindow: Fixtures.now..<Fixtures.now + .hours(1))
        let post = Fixtures.post(timeTrusted: timeTrusted)
        let gate = Gate(
            reader: reader, ledger: ledger, time: clock, conditions: health
        ) { _ in post }
        let answer = await gate.admit(Fixtures.token("good")).answer
        #expect(answer.kind == (timeTrusted ? .refused : .admitted))
        #expect(answer.reason == (timeTrusted ? "forged" : nil))
    }

    @Test func asksForThePostEachTime() async {
        let turns = Turns([
            Fixtures.post(), Fixtures.post(door: Fixtures.door(direction: .exit)),
        ])
        let gate = Gate(
            reader: ManualReader(["good": .claims(Fixtures.claims())]), ledger: ledger,
            time: clock, conditions: health
        ) { _ in await turns.next() }
        #expect(await gate.admit(Fixtures.token("good")).answer.kind == .admitted)
        #expect(await gate.admit(Fixtures.token("good")).answer.kind == .exited)
    }
}

/// Hands out posts one after the other.
private actor Turns {
    private var posts: [Post]

    init(_ posts: [Post]) { self.posts = posts }

    func next() -> Post { posts.isEmpty ? Fixtures.post() : posts.removeFirst() }
}
