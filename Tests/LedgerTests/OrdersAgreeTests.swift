// The same evening with staff at both ledgers: whatever a seed makes guests and staff do, both
// carry out the same orders, refuse the others for the same reason, and count the same people.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct OrdersAgreeTests {
    private static let steps = 150

    static let list: TicketList = {
        var gala = Fixtures.event(capacity: Capacity(limit: 6, isHard: true))
        gala.areas = [
            Area(id: "hall", name: "Hall"),
            Area(id: "terrace", name: "Terrace", movesFrom: ["hall"], returnsTo: "hall"),
        ]
        var matinee = Fixtures.event(Fixtures.otherEventID, title: "Matinee")
        matinee.prompts = [.age18]
        let vip = Fixtures.tier("vip", name: "VIP")
        return TicketList(
            events: [gala, matinee],
            tickets: [
                Fixtures.ticket("t-1"), Fixtures.ticket("t-2"), Fixtures.ticket("t-3", tier: vip),
                Fixtures.ticket("t-4", tier: vip), Fixtures.ticket("t-5", status: .cancelled),
                Fixtures.ticket("m-1", event: Fixtures.otherEventID),
            ])
    }()

    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func bothLedgersCarryOutTheSameOrders(_ seed: UInt64) async throws {
        var script = Script(seed: seed)
        let memory = try await LedgerKind.memory.doorstep(Self.list)
        let sqlite = try await LedgerKind.sqlite.doorstep(Self.list)
        for step in 1...Self.steps {
            let deed = script.next(after: try await memory.attempts())
            let left = try await deed.run(at: memory)
            let right = try await deed.run(at: sqlite)
            let place: Comment = "seed \(seed), step \(step): \(deed)"
            #expect(left.recorded == right.recorded, place)
            #expect(left.fault == right.fault, place)
            let moment = Fixtures.now + deed.span
            for event in [Fixtures.eventID, Fixtures.otherEventID] {
                let standings = (
                    try await memory.ledger.standing(of: event, at: moment),
                    try await sqlite.ledger.standing(of: event, at: moment)
                )
                #expect(standings.0 == standings.1, place)
            }
            guard left.recorded == right.recorded else { return }
        }
        #expect(try await memory.attempts() == sqlite.attempts())
        try await sqlite.expectSound()
    }

    /// The scripts contain what they are meant to try.
    @Test func scriptsAreEventful() async throws {
        var attempts: [Attempt] = []
        var faults: Set<OrderFault> = []
        for seed in 1...16 as ClosedRange<UInt64> {
            var script = Script(seed: seed)
            let memory = try await LedgerKind.memory.doorstep(Self.list)
            for _ in 1...Self.steps {
                let deed = script.next(after: try await memory.attempts())
                if let fault = try await deed.run(at: memory).fault { faults.insert(fault) }
            }
            attempts += try await memory.attempts()
        }
        let acts = Set(attempts.map(\.act.kind))
        #expect(Set(ActKind.allCases).subtracting(acts) == [.group, .payment, .sale, .decision])
        let unheard = Set(OrderFault.allCases).subtracting(faults)
        #expect(
            unheard.isSubset(of: [
                .higherRoleNeeded, .limitReached, .noList, .nothingToPay, .amountMismatch,
                .rulesForbid, .noSuchConflict,
            ]))
        #expect(attempts.contains { $0.answer.verdict?.flags.contains(.movedArea) == true })
    }
}

/// One thing that a guest or somebody of the staff does.
struct Deed: CustomStringConvertible {
    enum What {
        case scan(CodeReading)
        case order(Order, Staff?, Cause?)
    }

    let what: What
    let door: Door
    let event: EventID
    let span: Duration

    var description: String { "\(what) at \(door.id) \(door.direction) of \(event) at \(span)" }

    func run(at doorstep: Doorstep) async throws -> (recorded: [Recorded], fault: OrderFault?) {
        do {
            switch what {
            case .scan(let reading):
                let (recorded, _) = try await doorstep.present(
                    reading, after: span, door: door, event: event)
                return ([recorded], nil)
            case .order(let order, let staff, let cause):
                return (
                    try await doorstep.order(
                        order, by: staff, cause: cause, after: span, door: door, event: event), nil
                )
            }
        } catch let fault as OrderFault {
            return ([], fault)
        }
    }
}

/// What a seed makes people do.
struct Script {
    private var random: SeededRandom
    private var span = Duration.zero

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func next(after attempts: [Attempt]) -> Deed {
        let longest: Int64 = random.chance(5) ? 900_000 : 30_000
        span += .milliseconds(Int64.random(in: -5_000...longest, using: &random))
        let event = random.chance(85) ? Fixtures.eventID : Fixtures.otherEventID
        let areas: [(DoorID, AreaID?)] = [
            ("door-a", nil), ("door-h", "hall"), ("door-t", "terrace"),
        ]
        let (id, area) = areas.randomElement(using: &random) ?? areas[0]
        let door = Fixtures.door(
            id, direction: random.chance(70) ? .entry : .exit,
            admitsUnlisted: random.chance(50), area: area)
        let what: Deed.What =
            random.chance(45)
            ? .scan(reading()) : .order(order(attempts), staff(attempts), cause())
        let meant = meant(by: what, attempts)
        return Deed(
            what: what, door: door, event: random.chance(75) ? meant ?? event : event, span: span)
    }

    /// The event whose door that is mostly done at.
    private func meant(by what: Deed.What, _ attempts: [Attempt]) -> EventID? {
        switch what {
        case .scan(.claims(let claims)): claims.event
        case .order(.confirm(let number), _, _):
            attempts.first { $0.number == number }.flatMap(\.event)
        default: nil
        }
    }

    private mutating func reading() -> CodeReading {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .forged
        case 1, 2: return .claims(Fixtures.claims("m-1", event: Fixtures.otherEventID))
        case 3: return .claims(Fixtures.claims("new", issuedAt: Fixtures.now))
        default:
            let number = Int.random(in: 1...5, using: &random)
            let generation = UInt8.random(in: 0...1, using: &random)
            return .claims(
                Fixtures.claims(
                    TicketID(stringLiteral: "t-\(number)"),
                    generation: random.chance(90) ? 0 : generation))
        }
    }

    private mutating func staff(_ attempts: [Attempt]) -> Staff? {
        guard random.chance(95) else { return nil }
        let role = Role.allCases.randomElement(using: &random) ?? .manager
        let shift = attempts.last { $0.act.kind == .shiftOpen }?.number
        return Staff(
            id: StaffID(stringLiteral: role.rawValue), role: random.chance(20) ? role : .manager,
            shift: random.chance(80) ? shift : nil)
    }

    private mutating func cause() -> Cause? {
        random.chance(90) ? Cause.allCases.randomElement(using: &random) : nil
    }

    /// Staff mean an attempt they have just seen, and now and then any other.
    private mutating func target(_ attempts: [Attempt], _ kind: ActKind) -> AttemptNumber {
        let newest = AttemptNumber(Int64(attempts.count))
        if random.chance(10) {
            return AttemptNumber(
                Int64.random(in: 0...Int64(attempts.count) + 1, using: &random))
        }
        let likely = attempts.suffix(20).filter { attempt in
            switch kind {
            case .override: attempt.answer.kind == .refused
            case .undo:
                attempt.isPassage || attempt.act.kind == .headcount
                    || attempt.act.kind == .walkUp
            case .confirm: attempt.answer.reason == RefusalCode.notConfirmed.rawValue
            default: attempt.act.kind == .emergency
            }
        }
        return likely.randomElement(using: &random)?.number ?? newest
    }

    private mutating func order(_ attempts: [Attempt]) -> Order {
        switch Int.random(in: 0..<25, using: &random) {
        case 0...3: return .override(target(attempts, .override))
        case 4...8: return .undo(target(attempts, .undo))
        case 9, 10: return .confirm(target(attempts, .confirm))
        case 23: return .group(target(attempts, .group), people: 1)
        case 11, 12:
            let ids: [TicketID] = ["t-1", "t-2", "t-3", "m-1", "unknown"]
            let id = ids.randomElement(using: &random) ?? ids[0]
            return .present(id, of: id == "m-1" ? Fixtures.otherEventID : Fixtures.eventID)
        case 13, 14: return .headcount(Int.random(in: -3...3, using: &random))
        case 15, 16: return .walkUp(Int.random(in: 0...3, using: &random))
        case 17: return .emergency
        case 18, 19: return .allClear(target(attempts, .allClear))
        case 20: return random.chance(30) ? .clearOut : .turn
        case 21: return .lookup(found: 2)
        case 22: return .search(found: 0)
        default: return random.chance(50) ? .openShift : .closeShift
        }
    }
}
