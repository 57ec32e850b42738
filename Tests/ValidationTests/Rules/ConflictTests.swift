// Which attempts contradict each other, and what dissolves that.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct ConflictTests {
    private static func placed(
        _ number: Int64, at milliseconds: Int64, device: DeviceID = "a",
        life: Incarnation = "life", direction: Direction = .entry, act: Act = .scan,
        outcome: Outcome? = nil, flags: [VerdictFlag] = [], area: AreaID? = nil,
        isTrusted: Bool = true
    ) -> PlacedAttempt {
        let usual: Outcome = direction == .entry ? .admitted : .exited
        let isDeed = act.kind.isDeed
        return PlacedAttempt(
            journal: JournalName(device: device, incarnation: life),
            attempt: Attempt(
                number: AttemptNumber(number), at: Fixtures.now,
                clock: HybridTime(milliseconds: milliseconds, counter: 0), timeTrusted: isTrusted,
                door: Fixtures.doorID, direction: direction, source: .camera, fingerprint: nil,
                claims: act.kind == .clearOut ? nil : Fixtures.claims(), tier: nil,
                event: Fixtures.eventID, area: area,
                answer: isDeed ? .done : .verdict(Verdict(outcome ?? usual, flags: flags)),
                act: act))
    }

    private func pairs(
        _ attempts: [PlacedAttempt], clearOuts: [PlacedAttempt] = []
    ) -> [[Int64]] {
        Conflict.admissions(attempts.reversed(), clearOuts: clearOuts).map {
            [$0.first, $0.second].compactMap { $0?.attempt.number.value }
        }
    }

    /// The lines and the name stand in docs/PROTOCOL.md.
    @Test func theNameIsThatOfTheDocument() {
        let conflict = Conflict(
            kind: .admission,
            first: Self.placed(
                9, at: 1, device: "door-b", life: "0b7f6d5e-2c3a-4f18-9e0d-5a6b7c8d9e0f"),
            second: Self.placed(
                41, at: 2, device: "door-a", life: "9d2c1b0a-7e6f-4d5c-8b3a-291807f6e5d4"))
        #expect(conflict.name == "3b8c179eab80b058dae00682b127a770")
    }

    @Test func twoEntriesByTwoBoxesAreOne() {
        let first = Self.placed(1, at: 10)
        #expect(pairs([first, Self.placed(2, at: 20, device: "b")]) == [[1, 2]])
        // One box knew what it did; and each two that follow one another count.
        #expect(pairs([first, Self.placed(2, at: 20)]) == [])
        let three = [first, Self.placed(2, at: 20, device: "b"), Self.placed(3, at: 30)]
        #expect(pairs(three) == [[1, 2], [2, 3]])
    }

    @Test func whatLiesBetweenDissolvesIt() {
        let entries = [Self.placed(1, at: 10), Self.placed(2, at: 20, device: "b")]
        let out = Self.placed(5, at: 15, device: "c", direction: .exit)
        #expect(pairs(entries + [out]) == [])
        let late = Self.placed(5, at: 25, device: "c", direction: .exit)
        #expect(pairs(entries + [late]) == [[1, 2]])
        let back = Self.placed(5, at: 15, device: "c", direction: .exit, area: "hall")
        #expect(pairs(entries + [back]) == [[1, 2]])
        let undo = Self.placed(6, at: 30, act: Act(.undo, target: AttemptNumber(1)))
        #expect(pairs(entries + [undo]) == [])
        let clearing = Self.placed(7, at: 15, device: "c", act: Act(.clearOut))
        #expect(pairs(entries, clearOuts: [clearing]) == [])
    }

    @Test func whoMovesFromRoomToRoomCameInOnce() {
        let entry = Self.placed(1, at: 10)
        let move = Self.placed(2, at: 20, device: "b", flags: [.movedArea], area: "hall")
        #expect(pairs([entry, move]) == [])
        // Where nothing else is known, a move is how they came in.
        #expect(pairs([move, Self.placed(3, at: 30, device: "c")]) == [[2, 3]])
    }

    @Test func aRefusalContradictsNothing() {
        let refused = Self.placed(
            2, at: 20, device: "b", outcome: .refused(.cancelled(since: nil)))
        #expect(pairs([Self.placed(1, at: 10), refused]) == [])
    }

    @Test func twoPaymentsByTwoBoxesAreOne() {
        let (first, second) = (
            Self.placed(1, at: 10, act: Act(.payment)),
            Self.placed(2, at: 20, device: "b", act: Act(.payment))
        )
        #expect(Conflict.payments([second, first]).map(\.kind) == [.payment])
        let undo = Self.placed(3, at: 30, device: "b", act: Act(.undo, target: AttemptNumber(2)))
        #expect(Conflict.payments([second, first, undo]) == [])
    }

    // MARK: What the list says

    private static func ticket(_ status: TicketStatus, since: Duration?) -> Ticket {
        var ticket = Fixtures.ticket()
        ticket.status = status
        ticket.statusSince = since.map { Fixtures.now + $0 }
        return ticket
    }

    private func late(_ attempts: [PlacedAttempt], _ ticket: Ticket?) -> [Int64] {
        Conflict.late(attempts, ticket: ticket, asOf: Fixtures.now + .seconds(1)).map {
            #expect($0.kind == .late && $0.second == nil)
            return $0.first.attempt.number.value
        }
    }

    @Test(arguments: TicketStatus.allCases)
    func anEntryAfterItsTicketWasNoGoodIsLate(_ status: TicketStatus) {
        let isGood = status == .valid || status == .used
        let entry = Self.placed(1, at: 10)
        let expected: [Int64] = isGood ? [] : [1]
        #expect(late([entry], Self.ticket(status, since: .zero)) == expected)
        #expect(late([entry], Self.ticket(status, since: nil)) == expected)
        #expect(late([entry], Self.ticket(status, since: .milliseconds(1))) == [])
    }

    /// A door that does not know the time cannot say that it was earlier.
    @Test func anEntryByALostClockIsLate() {
        let entry = Self.placed(1, at: 10, isTrusted: false)
        #expect(late([entry], Self.ticket(.cancelled, since: .hours(5))) == [1])
    }

    @Test func onlyEntriesThatTheRulesAllowedAreLate() {
        let cancelled = Self.ticket(.cancelled, since: .zero)
        #expect(late([Self.placed(1, at: 10, direction: .exit)], cancelled) == [])
        #expect(late([Self.placed(1, at: 10, outcome: .admittedByOverride)], cancelled) == [])
        #expect(late([Self.placed(1, at: 10, outcome: .admittedAfterPayment)], cancelled) == [])
        #expect(late([Self.placed(1, at: 10, outcome: .refused(.forged))], cancelled) == [])
        #expect(late([Self.placed(1, at: 10, flags: [.movedArea])], cancelled) == [])
        let undo = Self.placed(2, at: 20, act: Act(.undo, target: AttemptNumber(1)))
        #expect(late([Self.placed(1, at: 10), undo], cancelled) == [])
        #expect(late([Self.placed(1, at: 10, outcome: .readmitted)], cancelled) == [1])
    }

    @Test func whoIsInNoLaterListIsLate() {
        let entry = Self.placed(1, at: 10, outcome: .admittedUnlisted)
        #expect(late([entry], nil) == [1])
        #expect(late([entry], Fixtures.ticket()) == [])
        #expect(Conflict.late([entry], ticket: nil, asOf: Fixtures.now) == [])
        // Of a list that had the ticket, and has it no more, nothing is known.
        #expect(late([Self.placed(1, at: 10)], nil) == [])
    }

    /// One attempt's name is of its own three lines.
    @Test func aLateEntryHasANameOfItsOwn() {
        let conflict = Conflict(kind: .late, first: Self.placed(1, at: 10, device: "a", life: "l"))
        #expect(conflict.name == "400535484afa08af10909d44abd63772")
        let other = Conflict(kind: .late, first: Self.placed(2, at: 10, device: "a", life: "l"))
        #expect(conflict.name != other.name)
    }

    // MARK: Decisions

    private static func decided(
        _ number: Int64, at milliseconds: Int64, device: DeviceID = "a", _ cause: Cause?,
        on name: ConflictName? = "c-1"
    ) -> PlacedAttempt {
        placed(
            number, at: milliseconds, device: device,
            act: Act(.decision, staff: "33", cause: cause, conflict: name))
    }

    @Test func theLastWordHolds() {
        let words = [
            Self.decided(1, at: 10, .copy), Self.decided(1, at: 20, device: "b", .accepted),
            Self.decided(2, at: 15, .staffError, on: "c-2"), Self.decided(3, at: 30, nil),
        ]
        let last = Decision.last(of: words.reversed())
        #expect(last.mapValues(\.ruling) == ["c-1": .accepted, "c-2": .staffError])
        #expect(
            last["c-1"]
                == Decision(ruling: .accepted, at: Fixtures.now, device: "b", staff: "33"))
        let undo = Self.placed(
            2, at: 40, device: "b", act: Act(.undo, target: AttemptNumber(1)))
        #expect(Decision.last(of: words + [undo])["c-1"]?.ruling == .copy)
    }
}
