// Orders on their way to the gate: logged by number, and seen where nobody has a page to see them.

import CheckinCore
import Logging
import Synchronization
import Testing

@testable import CheckinDaemon

@Suite struct DoorOrdersTests {
    private actor Gate: Orders, Acknowledgements {
        private(set) var acknowledged: [AttemptNumber] = []
        private let fault: OrderFault?

        init(fault: OrderFault? = nil) { self.fault = fault }

        func perform(
            _ order: Order, by staff: Staff?, cause: Cause?, remark: String?
        ) throws -> [Announcement] {
            if let fault { throw fault }
            guard let door = DoorID("a") else { return [] }
            let attempt = Attempt(
                number: AttemptNumber(7), at: Timestamp(milliseconds: 0),
                clock: HybridTime(milliseconds: 0, counter: 0), timeTrusted: true, door: door,
                direction: .entry, source: .staff, fingerprint: nil, claims: nil, tier: nil,
                event: nil, answer: .done, act: Act(order.kind))
            return [
                Announcement(
                    attempt: attempt, answer: .done, ticket: nil, occupancy: Occupancy(),
                    at: Timestamp(milliseconds: 0), elapsed: .zero)
            ]
        }

        func acknowledge(_ number: AttemptNumber) { acknowledged.append(number) }
    }

    private static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func countsAnAnswerAsSeenWhereNoDisplayIsRequired() async throws {
        let gate = Gate()
        let orders = DoorOrders(gate: gate, acknowledgements: gate, logger: Self.silence)
        let answers = try await orders.perform(
            .undo(AttemptNumber(3)), by: nil, cause: nil, remark: nil)
        #expect(answers.count == 1)
        #expect(await gate.acknowledged == [AttemptNumber(7)])
    }

    @Test func leavesItToThePageWhereOneIsRequired() async throws {
        let gate = Gate()
        let orders = DoorOrders(gate: gate, acknowledgements: nil, logger: Self.silence)
        _ = try await orders.perform(.clearOut, by: nil, cause: nil, remark: nil)
        #expect(await gate.acknowledged.isEmpty)
    }

    @Test func passesARefusalOn() async {
        let gate = Gate(fault: .tooLate)
        let orders = DoorOrders(gate: gate, acknowledgements: gate, logger: Self.silence)
        await #expect(throws: OrderFault.tooLate) {
            try await orders.perform(.clearOut, by: nil, cause: nil, remark: nil)
        }
    }
}

@Suite struct DoorPostTests {
    private let now = SystemTime().now()
    private let gala = EventID("gala")
    private let ball = EventID("ball")

    private func post(
        _ choice: EventChoice? = nil, isTrusted: Bool = true
    ) throws -> DoorPost {
        let (gala, ball) = (try #require(gala), try #require(ball))
        return DoorPost(
            door: try door(.entry),
            events: [gala, ball].map { Event(id: $0, title: $0.text, startsAt: now) },
            event: choice ?? .fixed(gala), time: SystemTime()
        ) { _ in isTrusted }
    }

    private func door(_ direction: Direction) throws -> Door {
        Door(id: try #require(DoorID("a")), name: "A", direction: direction)
    }

    private func turn(
        _ direction: Direction, _ event: EventID?, at moment: Timestamp, door: String = "a"
    ) throws -> Attempt {
        Attempt(
            number: AttemptNumber(7), at: moment,
            clock: HybridTime(milliseconds: moment.milliseconds, counter: 0), timeTrusted: true,
            door: try #require(DoorID(door)), direction: direction, source: .staff,
            fingerprint: nil, claims: nil, tier: nil, event: event, answer: .done,
            act: Act(.turn))
    }

    @Test func turnsAndKeepsWhoHasSignedIn() throws {
        let post = try post()
        let staff = Staff(id: try #require(StaffID("11")), role: .steward)
        post.signIn(staff)
        post.turn(to: .exit, event: nil)
        #expect(post.current().door.direction == .exit && post.current().event == gala)
        post.turn(to: nil, event: ball)
        #expect(post.current().door.direction == .exit && post.current().event == ball)
        post.turn(to: nil, event: EventID("matinee"))
        #expect(post.current().event == ball, "it is not this door's")
        #expect(post.current().staff == staff)
        post.signIn(nil)
        #expect(post.current().staff == nil)
    }

    @Test func goesOnAsItWasTurnedThatEvening() throws {
        let fixed = try post()
        fixed.resume(try turn(.exit, ball, at: now - .hours(3)))
        #expect(fixed.current().door.direction == .exit && fixed.current().event == ball)

        let choosing = try post(.automatic)
        let own = choosing.current().event
        let other = own == gala ? ball : gala
        choosing.resume(try turn(.exit, own, at: now))
        #expect(choosing.current().door.direction == .exit)
        #expect(choosing.post(for: other).event == other, "it no longer chooses by itself")
        choosing.resume(try turn(.entry, other, at: now))
        #expect(choosing.post(for: own).event == other, "staff had set the event")
    }

    @Test(arguments: [-13, 1]) func forgetsAnotherEvening(hours: Int64) throws {
        let post = try post()
        post.resume(try turn(.exit, ball, at: now + .hours(hours)))
        #expect(post.current().door.direction == .entry && post.current().event == gala)
    }

    /// A clock that knows no time cannot say that the evening is over.
    @Test(arguments: [-13, 1]) func goesOnAsItWasTurnedWithoutKnowingTheTime(hours: Int64) throws {
        let post = try post(isTrusted: false)
        post.resume(try turn(.exit, ball, at: now + .hours(hours)))
        #expect(post.current().door.direction == .exit && post.current().event == ball)
    }

    @Test func aTurnThatIsPutBackLeavesADoorThatChoosesByItself() throws {
        let post = try post(.automatic)
        let own = post.current().event
        let other = own == gala ? ball : gala
        let putBack = post.turn(to: .exit, event: other)
        #expect(post.current().door.direction == .exit && post.current().event == other)
        putBack()
        #expect(post.current().door.direction == .entry && post.current().event == own)
        #expect(post.post(for: other).event == other, "it no longer chooses by itself")
    }

    @Test func forgetsHowAnotherDoorWasTurned() throws {
        let post = try post()
        post.resume(try turn(.exit, ball, at: now - .hours(1), door: "b"))
        #expect(post.current().door.direction == .entry && post.current().event == gala)
    }
}
