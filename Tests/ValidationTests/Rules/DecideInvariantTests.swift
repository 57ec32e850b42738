// What must hold of `decide` whatever it is asked: thousands of wild questions from one seed, with
// moments and numbers at the ends of their ranges.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct DecideInvariantTests {
    private static let questions = 20_000

    /// A question nobody would ask.
    private struct Wild {
        let presentation: Presentation
        let ticket: Ticket?
        let history: History
        let policy: Policy
        let now: Timestamp

        var verdict: Verdict {
            decide(presentation, ticket: ticket, history: history, policy: policy, at: now)
        }

        var claims: Claims? {
            if case .claims(let claims) = presentation.reading { claims } else { nil }
        }
    }

    @Test func neverBreaksAPromise() {
        var random = SeededRandom(seed: 42)
        for _ in 0..<Self.questions {
            let wild = Self.wild(&random)
            let verdict = wild.verdict
            let isEntry = verdict.outcome.kind.isEntry
            #expect(verdict == wild.verdict, "the same question, the same answer")
            if isEntry {
                #expect(wild.claims?.event == wild.policy.event.id)
                #expect(wild.policy.door.direction == .entry)
                #expect(!wild.history.presence.isInside || verdict.repeats != nil)
                let status = wild.ticket?.status
                #expect(status == nil || status == .valid || status == .used)
                #expect(status != nil || wild.policy.door.admitsUnlisted)
                let wasSeen = wild.history.presence != Presence()
                #expect(status != .used || wasSeen, "went in elsewhere, and never came out")
            }
            if wild.policy.door.direction == .exit, let claims = wild.claims {
                #expect((verdict.outcome == .exited) == (claims.event == wild.policy.event.id))
            }
            if !wild.policy.timeTrusted, let code = verdict.refusal?.code {
                let ofTime: [RefusalCode] = [.codeExpired, .notYetIssued, .notYetOpen, .closed]
                #expect(!ofTime.contains(code))
            }
            if isEntry, verdict.repeats == nil, let room = wild.policy.event.capacity, room.isHard {
                #expect(wild.history.occupancy.event < room.limit)
            }
        }
    }

    /// Enough of the wild questions end well for the promises above to mean something.
    @Test func wildQuestionsReachEveryAnswer() {
        var random = SeededRandom(seed: 42)
        let answers = Set((0..<Self.questions).map { _ in Self.wild(&random).verdict.answerName })
        let missing = RefusalCode.allCases.map(\.rawValue) + ["admitted", "readmitted", "exited"]
        #expect(Set(missing).subtracting(answers).isEmpty)
        #expect(answers.isSuperset(of: ["admitted_unlisted", "again"]))
    }

    private static func wild(_ random: inout SeededRandom) -> Wild {
        let now = moment(&random)
        var event = Fixtures.event(capacity: random.chance(30) ? capacity(&random) : nil)
        event.window = random.chance(70) ? EntryWindow() : window(&random)
        event.codeMaxAge = random.chance(50) ? nil : .milliseconds(number(&random))
        event.reentryAllowed = random.chance(70)
        event.entryLimit = random.chance(70) ? nil : Int(number(&random))
        event.unlisted = UnlistedPolicy.allCases.randomElement(using: &random)
        event.staleAfter = .milliseconds(number(&random))
        if random.chance(5) {
            event.state = random.chance(50) ? .cancelled : .postponed(until: moment(&random))
        }
        event.prompts = random.chance(90) ? [] : [.age18]
        let door = Fixtures.door(
            direction: random.chance(80) ? .entry : .exit, admitsUnlisted: random.chance(50))
        let presentation = Presentation(
            reading: reading(&random), isConfirmed: random.chance(30))
        var history = history(&random, now)
        if case .reservation = presentation.reading { reserve(&history, &random, now) }
        return Wild(
            presentation: presentation, ticket: random.chance(70) ? ticket(&random) : nil,
            history: history,
            policy: Policy(
                event: event, door: door, clockTolerance: .milliseconds(number(&random)),
                timeTrusted: random.chance(50)),
            now: now)
    }

    private static func reserve(
        _ history: inout History, _ random: inout SeededRandom, _ now: Timestamp
    ) {
        if random.chance(10) {
            history.wrongReservations = Array(
                repeating: now, count: ReservationThrottle.wrongCodes)
        }
        guard random.chance(80) else { return }
        let reservation = Fixtures.reservation(
            status: ReservationStatus.allCases.randomElement(using: &random) ?? .open,
            expiresAt: random.chance(50) ? nil : moment(&random))
        history.reservation = ReservationStanding(
            reservation: reservation, isPaidHere: random.chance(30),
            outside: Int.random(in: 0...reservation.count, using: &random))
    }

    private static func reading(_ random: inout SeededRandom) -> CodeReading {
        if random.chance(20), let code = ReservationCode("R4MZ7Q".utf8) {
            return .reservation(code)
        }
        let others: [CodeReading] = [.unreadable, .forged, .unknownKey, .otherEvent, .noUsableKey]
        if random.chance(10), let other = others.randomElement(using: &random) { return other }
        let user: UserID = random.chance(50) ? "asha" : "ben"
        return .claims(
            Fixtures.claims(
                event: random.chance(90) ? Fixtures.eventID : Fixtures.otherEventID,
                scheme: Scheme.allCases.randomElement(using: &random) ?? .ns1,
                issuedAt: moment(&random), generation: UInt8.random(in: 0...2, using: &random),
                user: random.chance(50) ? user : nil))
    }

    private static func ticket(_ random: inout SeededRandom) -> Ticket {
        var tier = Fixtures.tier(
            capacity: random.chance(20) ? capacity(&random) : nil,
            doors: random.chance(80) ? [] : ["door-b"])
        tier.window = random.chance(80) ? EntryWindow() : window(&random)
        var ticket = Fixtures.ticket(
            tier: tier,
            status: random.chance(60)
                ? .valid : TicketStatus.allCases.randomElement(using: &random) ?? .valid,
            user: random.chance(50) ? "asha" : nil,
            generation: UInt8.random(in: 0...2, using: &random))
        ticket.asOf = moment(&random)
        return ticket
    }

    private static func history(_ random: inout SeededRandom, _ now: Timestamp) -> History {
        let entry = Passage(door: Fixtures.doorID, at: random.chance(50) ? now : moment(&random))
        let presences = [
            Presence(), Presences.out, Presences.left,
            Presence(isInside: true, entries: .max, firstEntry: entry, lastEntry: entry),
        ]
        var history = History(
            presence: presences.randomElement(using: &random) ?? Presence(),
            recentPresentations: random.chance(70) ? 0 : Int(number(&random)),
            occupancy: Occupancy(event: Int(number(&random)), tier: Int(number(&random))))
        if random.chance(30) {
            history.unseen = UnseenAdmission(
                number: AttemptNumber(1), at: entry.at, outcome: .admitted)
        }
        if random.chance(30) { history.highestGeneration = UInt8.random(in: 0...2, using: &random) }
        if random.chance(80) { history.snapshotAsOf = moment(&random) }
        if random.chance(5) { history.emergency = AttemptNumber(1) }
        if random.chance(10) {
            history.group = GroupStanding(of: 6, outside: Int.random(in: 0...6, using: &random))
        }
        return history
    }

    private static func number(_ random: inout SeededRandom) -> Int64 {
        let numbers: [Int64] = [.min, .max, -1, 0, 1, 3, 60_000]
        return random.chance(30)
            ? numbers.randomElement(using: &random) ?? 0 : Int64.random(in: 0...10, using: &random)
    }

    private static func moment(_ random: inout SeededRandom) -> Timestamp {
        if random.chance(10) { return Timestamp(milliseconds: number(&random)) }
        return Fixtures.now + .minutes(Int64.random(in: -60...60, using: &random))
    }

    private static func window(_ random: inout SeededRandom) -> EntryWindow {
        EntryWindow(
            opens: random.chance(50) ? moment(&random) : nil,
            closes: random.chance(50) ? moment(&random) : nil)
    }

    private static func capacity(_ random: inout SeededRandom) -> Capacity {
        Capacity(limit: Int(number(&random)), isHard: random.chance(50))
    }
}
