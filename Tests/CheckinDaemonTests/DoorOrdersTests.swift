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
    @Test func turnsAndKeepsWhoHasSignedIn() throws {
        let now = SystemTime().now()
        let (gala, ball) = (try #require(EventID("gala")), try #require(EventID("ball")))
        let post = DoorPost(
            door: Door(id: try #require(DoorID("a")), name: "A", direction: .entry),
            events: [gala, ball].map { Event(id: $0, title: $0.text, startsAt: now) },
            event: .fixed(gala), time: SystemTime()
        ) { _ in true }
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
}
