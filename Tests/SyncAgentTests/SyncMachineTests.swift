// Events in, actions out, no waiting: what is sent, when, and what is believed.

import CheckinCore
import CheckinTesting
import Testing

@testable import SyncAgent

@Suite struct SyncMachineTests {
    private typealias Action = SyncMachine.Action
    private let now = Uptime(nanoseconds: 0)
    /// Half of every ceiling.
    private let half: UInt64 = 1 << 63

    private func number(_ value: Int64) -> AttemptNumber { AttemptNumber(value) }

    private let journal = JournalName(device: "box", incarnation: "life")

    private func attempts(_ numbers: ClosedRange<Int64>) -> JournalBatch {
        JournalBatch(journal: journal, entries: entries(numbers))
    }

    private func entries(_ numbers: ClosedRange<Int64>) -> [JournalEntry] {
        numbers.map { value in
            JournalEntry(
                attempt: Attempt(
                    number: number(value), at: Timestamp(milliseconds: value),
                    clock: HybridTime(milliseconds: value, counter: 0), timeTrusted: true,
                    door: DoorID(uuid: [UInt8](repeating: 0, count: 16)), direction: .entry,
                    source: .camera, fingerprint: CodeFingerprint(UInt64(value)), claims: nil,
                    tier: nil, event: nil, answer: .verdict(Verdict(.refused(.unreadable)))))
        }
    }

    private func started(at held: Int64) -> SyncMachine {
        var machine = SyncMachine()
        #expect(machine.handle(.started, at: now, random: half) == [.readHeld])
        #expect(
            machine.handle(.heldRead(number(held)), at: now, random: half) == [read(after: held)])
        return machine
    }

    private func read(after value: Int64) -> Action {
        .readBatch(after: number(value), limit: SyncMachine.batchLimit)
    }

    /// A machine that has just sent these attempts.
    private func sending(_ numbers: ClosedRange<Int64>) -> SyncMachine {
        var machine = started(at: numbers.lowerBound - 1)
        let actions = machine.handle(.batchRead(attempts(numbers)), at: now, random: half)
        #expect(actions == [.send(attempts(numbers))])
        return machine
    }

    @Test func startsWhereTheServerLeftOff() {
        var machine = SyncMachine()
        #expect(machine.handle(.tick, at: now, random: half).isEmpty)
        machine = started(at: 7)
        #expect(machine.held == number(7))
    }

    @Test func sendsAndGoesOnUntilEverythingIsHeld() {
        var machine = sending(1...3)
        #expect(
            machine.handle(.accepted(through: number(3)), at: now, random: half)
                == [.remember(heldThrough: number(3)), read(after: 3)])
        let pause = now + SyncMachine.idlePause
        let none = JournalBatch(journal: journal, entries: [])
        #expect(machine.handle(.batchRead(none), at: now, random: half) == [.wait(until: pause)])
        #expect(machine.handle(.tick, at: now, random: half) == [.wait(until: pause)])
        #expect(machine.handle(.tick, at: pause, random: half) == [read(after: 3)])
    }

    @Test func goesOnFromWhatTheServerTook() {
        var machine = sending(1...10)
        #expect(
            machine.handle(.accepted(through: number(4)), at: now, random: half)
                == [.remember(heldThrough: number(4)), read(after: 4)])
    }

    @Test func neverBelievesThatTheUnsentIsHeld() {
        var machine = sending(1...3)
        _ = machine.handle(.accepted(through: number(900)), at: now, random: half)
        #expect(machine.held == number(3))
    }

    @Test func neverSendsPastAGap() {
        var machine = started(at: 0)
        let gapped = JournalBatch(
            journal: journal, entries: entries(1...2) + entries(4...5))
        #expect(
            machine.handle(.batchRead(gapped), at: now, random: half) == [.send(attempts(1...2))])
        machine = started(at: 0)
        #expect(
            machine.handle(.batchRead(attempts(4...5)), at: now, random: half)
                == [.wait(until: now + .milliseconds(500))])
    }

    @Test func neverSendsMoreThanABatch() {
        var machine = started(at: 0)
        #expect(
            machine.handle(.batchRead(attempts(1...600)), at: now, random: half)
                == [.send(attempts(1...500))])
    }

    @Test func waitsLongerAfterEachFailureAndForgetsItAfterSuccess() {
        var machine = sending(1...3)
        for (failure, milliseconds) in [(1, 500), (2, 1_000), (3, 2_000)] {
            let until = now + .milliseconds(milliseconds)
            #expect(
                machine.handle(.failed(retryAfter: nil), at: now, random: half)
                    == [.wait(until: until)])
            #expect(machine.failures == failure)
            #expect(machine.handle(.tick, at: until, random: half) == [read(after: 0)])
            _ = machine.handle(.batchRead(attempts(1...3)), at: now, random: half)
        }
        _ = machine.handle(.accepted(through: number(3)), at: now, random: half)
        #expect(machine.failures == 0)
    }

    @Test(arguments: [
        (Duration.seconds(120), Duration.seconds(120)),
        (.hours(24), .minutes(15)),
        (.seconds(-5), .milliseconds(500)),
    ])
    func obeysRetryAfterWithinReason(asked: Duration, waited: Duration) {
        var machine = sending(1...3)
        #expect(
            machine.handle(.failed(retryAfter: asked), at: now, random: half)
                == [.wait(until: now + waited)])
    }

    @Test func serverThatDoesNotKnowUsIsAskedAgainInAMinute() {
        var machine = sending(1...3)
        let until = now + .seconds(60)
        #expect(machine.handle(.refused, at: now, random: half) == [.wait(until: until)])
        #expect(machine.isRefused)
        #expect(machine.handle(.tick, at: until, random: half) == [read(after: 0)])
        _ = machine.handle(.batchRead(attempts(1...3)), at: until, random: half)
        _ = machine.handle(.accepted(through: number(3)), at: until, random: half)
        #expect(!machine.isRefused)
    }

    @Test func serverThatTakesNothingIsNotHurried() {
        var machine = sending(5...9)
        #expect(
            machine.handle(.accepted(through: number(4)), at: now, random: half)
                == [.wait(until: now + .milliseconds(500))])
    }

    @Test func serverThatLostSomethingGetsItAgain() {
        var machine = sending(5...9)
        let until = now + .milliseconds(500)
        #expect(
            machine.handle(.accepted(through: number(2)), at: now, random: half)
                == [.remember(heldThrough: number(2)), .wait(until: until)])
        #expect(machine.handle(.tick, at: until, random: half) == [read(after: 2)])
        machine = sending(5...9)
        _ = machine.handle(.accepted(through: number(-3)), at: now, random: half)
        #expect(machine.held == number(0))
    }

    @Test func lateAnswerOfAnEarlierRequestChangesNothing() {
        var machine = sending(1...3)
        _ = machine.handle(.failed(retryAfter: nil), at: now, random: half)
        #expect(machine.handle(.accepted(through: number(3)), at: now, random: half).isEmpty)
        #expect(machine.handle(.refused, at: now, random: half).isEmpty)
        #expect(machine.handle(.batchRead(attempts(1...3)), at: now, random: half).isEmpty)
        #expect(machine.held == number(0))
    }

    @Test func stepsOverNumbersThatAreLost() {
        var machine = started(at: 2)
        let batch = JournalBatch(
            journal: journal, lost: [6...6, 3...4, 7...8],
            entries: entries(5...5) + entries(9...10))
        #expect(machine.handle(.batchRead(batch), at: now, random: half) == [.send(batch)])
        #expect(
            machine.handle(.accepted(through: number(10)), at: now, random: half)
                == [.remember(heldThrough: number(10)), read(after: 10)])
    }

    @Test func anotherLifeGoesOnBehindItsBase() {
        var machine = started(at: 2)
        let batch = JournalBatch(
            journal: JournalName(device: "box", incarnation: "second"), base: number(4),
            previous: "life", entries: entries(5...6))
        #expect(machine.handle(.batchRead(batch), at: now, random: half) == [.send(batch)])
    }

    @Test func sendsHalfAsMuchUntilItIsTakenAndThenMoreAgain() {
        var machine = sending(1...500)
        func limit(_ actions: [Action]) -> Int? {
            guard case .readBatch(_, let limit)? = actions.last else { return nil }
            return limit
        }
        for expected in [250, 125, 62, 31, 15, 7, 3, 1] {
            #expect(limit(machine.handle(.tooMuch, at: now, random: half)) == expected)
            _ = machine.handle(.batchRead(attempts(1...500)), at: now, random: half)
        }
        // One attempt that is too much is not skipped.
        let later = now + SyncMachine.refusedPause
        #expect(machine.handle(.tooMuch, at: now, random: half) == [.wait(until: later)])
        #expect(limit(machine.handle(.tick, at: later, random: half)) == 1)
        #expect(
            machine.handle(.batchRead(attempts(1...500)), at: later, random: half)
                == [.send(attempts(1...1))])
        var held: Int64 = 0
        for expected in [2, 4, 8, 16, 32, 64, 128, 256, 500, 500] {
            held += 1
            let actions = machine.handle(.accepted(through: number(held)), at: later, random: half)
            #expect(limit(actions) == expected)
            let next = attempts(held + 1...held + 1)
            _ = machine.handle(.batchRead(next), at: later, random: half)
        }
    }

    @Test func whatDidNotComeThroughInTimeIsTriedWithHalfAsMuchLater() {
        // Half of what was sent, which was less than could have been.
        var machine = sending(1...60)
        var clock = now
        for expected: Int64 in [30, 15, 7, 3, 1, 1] {
            guard case .wait(let until)? = machine.handle(.tooSlow, at: clock, random: half).first
            else {
                Issue.record("it does not wait")
                return
            }
            #expect(until > clock)
            clock = until
            _ = machine.handle(.tick, at: clock, random: half)
            #expect(
                machine.handle(.batchRead(attempts(1...60)), at: clock, random: half)
                    == [.send(attempts(1...expected))])
        }
        #expect(machine.failures == 6)
    }

    @Test func whatJustCameThroughInTimeIsNotDoubled() {
        for (span, limit) in [(SyncMachine.quick, 30), (SyncMachine.quick - .seconds(1), 60)] {
            var machine = sending(1...60)
            _ = machine.handle(.tooSlow, at: now, random: half)
            let later = now + .seconds(1)
            _ = machine.handle(.tick, at: later, random: half)
            _ = machine.handle(.batchRead(attempts(1...60)), at: later, random: half)
            #expect(
                machine.handle(.accepted(through: number(30)), at: later + span, random: half)
                    .last == .readBatch(after: number(30), limit: limit))
        }
    }

    @Test func aServerOfAnotherLifeGetsEverythingAgain() {
        var machine = sending(5...9)
        #expect(
            machine.handle(.forgotten, at: now, random: half)
                == [.remember(heldThrough: number(0)), read(after: 0)])
        #expect(machine.handle(.accepted(through: number(9)), at: now, random: half).isEmpty)
        machine = sending(5...9)
        let later = now + .seconds(90)
        _ = machine.handle(.failed(retryAfter: .seconds(90)), at: now, random: half)
        #expect(
            machine.handle(.forgotten, at: now, random: half)
                == [.remember(heldThrough: number(0)), .wait(until: later)])
        #expect(machine.handle(.tick, at: later, random: half) == [read(after: 0)])
        var fresh = SyncMachine()
        #expect(fresh.handle(.forgotten, at: now, random: half).isEmpty)
    }

    @Test func whatIsStoppedDoesNothingMore() {
        var machine = sending(1...3)
        #expect(machine.handle(.stopped, at: now, random: half).isEmpty)
        #expect(machine.handle(.tick, at: now, random: half).isEmpty)
        #expect(machine.handle(.accepted(through: number(3)), at: now, random: half).isEmpty)
    }

    @Test func aJournalThatCannotBeReadIsTriedAgain() {
        var machine = SyncMachine()
        _ = machine.handle(.started, at: now, random: half)
        let later = now + .milliseconds(500)
        #expect(
            machine.handle(.failed(retryAfter: nil), at: now, random: half)
                == [.wait(until: later)])
        #expect(machine.handle(.tick, at: later, random: half) == [.readHeld])
    }

    /// A server that drops, delays, refuses and repeats still ends up with every attempt, in order.
    @Test(arguments: 1...12)
    func everythingArrivesInTheEnd(seed: UInt64) {
        var state = seed
        func random() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 11
        }
        let all = entries(1...1_200)
        var server: [AttemptNumber] = []
        var clock = now
        var machine = SyncMachine()
        var actions = machine.handle(.started, at: clock, random: random())
        var steps = 0
        while machine.held < number(1_200), steps < 10_000, let action = actions.first {
            steps += 1
            actions.removeFirst()
            let event: SyncMachine.Event
            switch action {
            case .remember: continue
            case .wait(let until):
                clock = until
                event = .tick
            case .readHeld: event = .heldRead(number(0))
            case .readBatch(let after, let limit):
                let rest = all.dropFirst(Int(after.value)).prefix(limit)
                event = .batchRead(JournalBatch(journal: journal, entries: Array(rest)))
            case .send(let batch):
                let sent = batch.entries.map(\.attempt.number)
                let kept = random() % 2 == 0 ? sent.count : Int(random() % UInt64(sent.count))
                for number in sent.prefix(kept) where number.value == server.count + 1 {
                    server.append(number)
                }
                let answers: [SyncMachine.Event] = [
                    .failed(retryAfter: nil), .failed(retryAfter: .seconds(3)), .refused,
                    .accepted(through: number(Int64(server.count))), .tooMuch,
                ]
                event = answers[Int(random() % 5)]
            }
            actions += machine.handle(event, at: clock, random: random())
        }
        #expect(machine.held == number(1_200))
        #expect(server.map(\.value) == Array(1...1_200))
    }
}
