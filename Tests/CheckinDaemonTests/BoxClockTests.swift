// A box whose clock is lost and found again: whom it holds to the time, and what it remembers.

import CheckinCore
import Testing
import Validation

@testable import CheckinDaemon
@testable import Ledger

@Suite struct BoxClockTests {
    private let evening = ClockBox.evening

    /// Boots in 1970, scans, learns the time in mid-event, scans on.
    @Test func nobodyIsRefusedForTheTimeWhileTheBoxDoesNotKnowIt() async throws {
        let box = try await ClockBox(at: Timestamp(milliseconds: 0))
        #expect(await !box.look().isTrusted)
        for number in 1...20 {
            let shown = try await box.present(number)
            #expect(shown.answer.kind == .admitted, "\(shown.answer)")
            #expect(shown.attempt?.timeTrusted == false)
            #expect(shown.answer.verdict?.flags.contains(.windowUnchecked) == true)
            box.time.advance(by: .seconds(20))
        }
        box.time.setWall(evening)
        box.kernel.meetTimeServer()
        #expect(await box.look() == .trusted(.timeServer))
        for number in 21...40 {
            let shown = try await box.present(number)
            #expect(shown.answer.kind == .admitted)
            #expect(shown.answer.verdict?.flags == [])
            #expect(shown.attempt?.timeTrusted == true)
            box.time.advance(by: .seconds(20))
        }
        #expect(try await box.present(3).answer.verdict?.refusal?.code == .alreadyInside)
        let attempts = try await box.attempts()
        #expect(zip(attempts, attempts.dropFirst()).allSatisfy { $0.clock < $1.clock })
        let standing = try #require(
            try await box.ledger.views.standing(of: box.event, at: box.time.now()))
        #expect(standing.admitted == 40)
        // The curve shows the guests whose minute is known, three a minute, and no heap of others.
        #expect(standing.arrivals.reduce(0) { $0 + $1.entries } == 20)
        #expect(standing.arrivals.allSatisfy { $0.entries <= 3 })
        #expect(try JournalVerifier.verify(StateDirectory(path: box.folder)).isSound)
    }

    /// Somebody types the wrong year while guests walk in.
    @Test func aStepAheadClosesNoDoor() async throws {
        let box = try await ClockBox(at: evening)
        #expect(await box.look() == .trusted(.nobody))
        #expect(try await box.present(1).answer.verdict?.flags == [])
        box.time.setWall(evening + .hours(24 * 365))
        let shown = try await box.present(2)
        #expect(shown.answer.kind == .admitted)
        #expect(shown.attempt?.timeTrusted == false)
        #expect(await !box.look().isTrusted)
        box.time.setWall(evening + .minutes(1))
        #expect(await box.look() == .trusted(.nobody))
    }

    @Test func aTrustedClockRefusesWhatIsTooOld() async throws {
        let box = try await ClockBox(at: evening + .hours(6))
        await box.look()
        #expect(try await box.present(1).answer.verdict?.refusal?.code == .closed)
    }

    @Test func aClockThatRanAheadHealsByATimeServerAndStaysHealed() async throws {
        let ahead = try await ClockBox(at: evening + .hours(24 * 3_650), boot: "ahead")
        await ahead.look()
        _ = try await ahead.present(1, scheme: .ns2Ed25519)
        let right = try await ClockBox(at: evening, boot: "right", moving: ahead)
        #expect(await !right.look().isTrusted)
        right.kernel.meetTimeServer()
        #expect(await right.look() == .trusted(.timeServer))
        let later = try await ClockBox(at: evening + .hours(1), boot: "later", moving: right)
        #expect(await later.look() == .trusted(.nobody), "without a time server now")
    }

    @Test func opsConfirmBesideTheDaemonAndARestartRemembersIt() async throws {
        let ahead = try await ClockBox(at: evening + .hours(24 * 3_650), boot: "ahead")
        await ahead.look()
        _ = try await ahead.present(1, scheme: .ns2Ed25519)
        let box = try await ClockBox(at: evening, boot: "right", moving: ahead)
        #expect(await !box.look().isTrusted)
        // What the command does, in a process of its own.
        var trust = ClockTrust(
            boot: "right", earliest: BoxClock.earliest, remembered: box.file.read())
        trust.learn(.ops, box.clock.reading(), newest: AttemptNumber(1))
        try box.file.write(try #require(trust.claim))
        #expect(await box.look() == .trusted(.ops))
        box.time.advance(by: .hours(2))
        let again = try await ClockBox(
            at: evening, boot: "right", moving: box, time: box.time)
        #expect(await again.look() == .trusted(.ops))
        again.time.setWall(evening + .hours(9))
        #expect(await !again.look().isTrusted, "it confirmed that time and no other")
        let next = try await ClockBox(at: evening + .hours(20), boot: "next", moving: again)
        #expect(await next.look() == .trusted(.nobody))
        let behind = try await ClockBox(at: evening - .hours(1), boot: "behind", moving: next)
        #expect(await !behind.look().isTrusted, "after another boot it is a lower bound")
    }

    @Test func theServersTimeIsHeardAtTheMomentItWasSaid() async throws {
        let box = try await ClockBox(at: Timestamp(milliseconds: 0))
        box.time.advance(by: .minutes(5))
        let heardAt = box.time.uptime()
        box.time.advance(by: .hours(1))
        box.clock.learnServerTime(evening, at: heardAt, newest: AttemptNumber(0))
        #expect(await !box.look().isTrusted)
        box.time.setWall(evening + .hours(1))
        #expect(await box.look() == .trusted(.central))
        #expect(box.file.read()?.witness == .central, "kept for the next start")
        box.time.setWall(evening)
        #expect(await !box.look().isTrusted)
    }

    @Test func noTimeServerIsNoReasonForDoubt() async throws {
        let box = try await ClockBox(at: evening)
        #expect(await box.look() == .trusted(.nobody))
        box.kernel.meetTimeServer()
        #expect(await box.look() == .trusted(.timeServer))
        box.kernel.meetTimeServer(false)
        box.time.advance(by: .hours(8))
        #expect(await box.look() == .trusted(.timeServer), "it runs on from what was right")
    }

    /// By number: what 500 rows would show is not enough.
    @Test func theNewestTrustedAttemptIsFoundBehindManyUntrustedOnes() async throws {
        let box = try await ClockBox(at: evening)
        await box.look()
        _ = try await box.present(1)
        box.time.setWall(Timestamp(milliseconds: 0))
        for _ in 0..<600 { _ = try await box.present(2) }
        let newest = try await box.ledger.views.newestTrusted(after: AttemptNumber(0))
        #expect(newest == TrustedMoment(number: AttemptNumber(1), at: evening))
        #expect(try await box.ledger.views.newestTrusted(after: AttemptNumber(1)) == nil)
    }

    @Test func theKernelOfThisMachineAnswers() {
        let kernel = LinuxClock(environment: [:])
        #expect(!kernel.boot.isEmpty && kernel.boot == LinuxClock(environment: [:]).boot)
        #expect(LinuxClock(environment: ["CHECKIND_BOOT": "ab-CD"]).boot == "abcd")
        #expect(kernel.sinceBoot() > Uptime(nanoseconds: 0))
        #expect(kernel.sinceBoot() <= kernel.sinceBoot())
        // Either answer is right; a sandbox that refuses the question must not end the process.
        _ = kernel.isSynchronised()
    }
}

@Suite struct ClockFileTests {
    private let claim = ClockClaim(
        witness: .timeServer, boot: "abcdef",
        reading: ClockReading(wall: ClockBox.evening, uptime: Uptime(nanoseconds: 42)),
        attempt: AttemptNumber(17), floor: ClockBox.evening - .hours(1))

    @Test func readsWhatItWrote() {
        #expect(ClockFile.claim(in: ClockFile.text(of: claim)) == claim)
    }

    @Test func takesNothingElse() {
        let good = ClockFile.text(of: claim)
        #expect(ClockFile.claim(in: "") == nil)
        #expect(ClockFile.claim(in: "checkind clock 2" + good.dropFirst(16)) == nil)
        for index in good.indices.dropLast() {
            let cut = String(good[..<index])
            #expect(ClockFile.claim(in: cut) != claim)
        }
        let words = good.split(separator: "\n").map(String.init)
        for index in words.indices {
            var lines = words
            lines[index] = "nonsense"
            #expect(ClockFile.claim(in: lines.joined(separator: "\n")) == nil)
        }
    }

    @Test func keepsOnlyWhatIsWorthAWrite() {
        func later(_ span: Duration, step: Duration = .zero, boot: String = "abcdef") -> ClockClaim
        {
            ClockClaim(
                witness: .timeServer, boot: boot,
                reading: ClockReading(
                    wall: claim.reading.wall + span + step, uptime: claim.reading.uptime + span),
                attempt: AttemptNumber(18), floor: claim.floor)
        }
        #expect(ClockCheck.isWorthKeeping(claim, over: nil))
        #expect(!ClockCheck.isWorthKeeping(claim, over: claim))
        #expect(!ClockCheck.isWorthKeeping(later(.minutes(59)), over: claim))
        #expect(ClockCheck.isWorthKeeping(later(.minutes(60)), over: claim))
        #expect(ClockCheck.isWorthKeeping(later(.seconds(15), step: .minutes(-2)), over: claim))
        #expect(ClockCheck.isWorthKeeping(later(.seconds(15), boot: "other"), over: claim))
    }
}
