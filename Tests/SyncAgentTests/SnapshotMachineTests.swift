// How a snapshot comes, as events and actions: piece by piece, on from where it ended, and never
// finished before it is whole.

import CheckinCore
import CheckinTesting
import Testing

@testable import SyncAgent

@Suite struct SnapshotMachineTests {
    private typealias Action = SnapshotMachine.Action
    private let now = Uptime(nanoseconds: 0)
    private let half: UInt64 = 1 << 63
    private static let piece = Int64(SnapshotMachine.largestPiece)

    private func offer(
        _ id: SnapshotID = "s-1", size: Int64 = piece * 2 + 10, event: EventID = "gala"
    ) -> SnapshotOffer {
        SnapshotOffer(
            id: id, event: event, generation: "life", position: 40,
            asOf: Timestamp(milliseconds: 7), size: size)
    }

    private func handle(
        _ machine: inout SnapshotMachine, _ event: SnapshotMachine.Event,
        after span: Duration = .zero
    ) -> [Action] {
        machine.handle(event, at: now + span, random: half)
    }

    /// A machine that has so much of the offer and asks for what follows.
    private func asking(_ offer: SnapshotOffer, from position: Int64 = 0) -> SnapshotMachine {
        var machine = SnapshotMachine(event: "gala")
        #expect(handle(&machine, .started) == [.askNewest])
        #expect(handle(&machine, .offered(offer)) == [.readStaged(offer)])
        let count = Int(min(Self.piece, offer.size - position))
        #expect(
            handle(&machine, .staged(position)) == [.ask(offer, from: position, count: count)])
        return machine
    }

    private func bytes(_ count: Int64) -> [UInt8] { [UInt8](repeating: 1, count: Int(count)) }

    @Test func fetchesPieceAfterPieceAndFinishesWhenAllAreThere() {
        let offer = offer()
        var machine = asking(offer)
        for start in [0, Self.piece] {
            let some = bytes(Self.piece)
            #expect(handle(&machine, .came(some)) == [.store(some, offer, at: start)])
            let next = start + Self.piece
            let count = Int(min(Self.piece, offer.size - next))
            #expect(handle(&machine, .stored) == [.ask(offer, from: next, count: count)])
        }
        let rest = bytes(10)
        #expect(handle(&machine, .came(rest)) == [.store(rest, offer, at: Self.piece * 2)])
        #expect(handle(&machine, .stored) == [.finish(offer)])
        #expect(handle(&machine, .finished) == [.end(.taken)])
    }

    @Test func goesOnFromWhatIsThere() {
        _ = asking(offer(), from: 1_234)
        var machine = SnapshotMachine(event: "gala")
        _ = handle(&machine, .started)
        _ = handle(&machine, .offered(offer()))
        // Cut off between the last piece and the list.
        #expect(handle(&machine, .staged(offer().size)) == [.finish(offer())])
    }

    @Test func asksForLessAfterAFailureAndForMoreAgainLater() {
        let offer = offer()
        var machine = asking(offer)
        let later = Duration.milliseconds(500)
        #expect(handle(&machine, .failed(retryAfter: nil)) == [.wait(until: now + later)])
        #expect(handle(&machine, .tick) == [.wait(until: now + later)])
        #expect(handle(&machine, .tick, after: later) == [.readStaged(offer)])
        let half = Self.piece / 2
        #expect(handle(&machine, .staged(0)) == [.ask(offer, from: 0, count: Int(half))])
        _ = handle(&machine, .came(bytes(half)))
        #expect(
            handle(&machine, .stored) == [.ask(offer, from: half, count: Int(Self.piece))])
        // A failure after a success is a first one again.
        #expect(handle(&machine, .failed(retryAfter: nil)) == [.wait(until: now + later)])
    }

    @Test func neverAsksForLessThanTheSmallestPiece() {
        let offer = offer()
        var machine = asking(offer)
        for turn in 1..<Int64(SnapshotMachine.mostFailures) {
            _ = handle(&machine, .failed(retryAfter: nil), after: .hours(turn))
            _ = handle(&machine, .tick, after: .hours(turn + 1))
            let asked = handle(&machine, .staged(0), after: .hours(turn + 1))
            let count = max(SnapshotMachine.largestPiece >> turn, SnapshotMachine.smallestPiece)
            #expect(asked == [.ask(offer, from: 0, count: count)])
        }
    }

    /// Whoever fetches hears nothing else: a server that fails again and again is left for a while,
    /// and what is here of the snapshot stays.
    @Test(arguments: [SnapshotMachine.Event.failed(retryAfter: nil), .refused])
    func aServerThatFailsAgainAndAgainIsLeftForAWhile(_ event: SnapshotMachine.Event) {
        var machine = SnapshotMachine(event: "gala")
        _ = handle(&machine, .started)
        for turn in 1..<Int64(SnapshotMachine.mostFailures) {
            let actions = handle(&machine, event, after: .hours(turn))
            #expect(actions.contains { if case .wait = $0 { true } else { false } })
            _ = handle(&machine, .tick, after: .hours(turn + 1))
        }
        #expect(handle(&machine, event, after: .hours(99)) == [.end(.interrupted)])
    }

    @Test func aServerThatHasNoneAfterAllIsReadPageByPage() {
        var machine = SnapshotMachine(event: "gala")
        _ = handle(&machine, .started)
        #expect(handle(&machine, .gone) == [.discard, .askNewest])
        #expect(handle(&machine, .gone) == [.discard, .end(.left)])
    }

    @Test func aServerThatStillBuildsIsAskedWhenItSays() {
        var machine = SnapshotMachine(event: "gala")
        _ = handle(&machine, .started)
        #expect(
            handle(&machine, .failed(retryAfter: .seconds(5)))
                == [.wait(until: now + .seconds(5))])
        #expect(handle(&machine, .tick, after: .seconds(5)) == [.askNewest])
    }

    @Test func aSnapshotThatTheServerHasNoMoreIsBegunAnewWithAnother() {
        var machine = asking(offer(), from: 1_234)
        #expect(handle(&machine, .gone) == [.askNewest])
        #expect(handle(&machine, .offered(offer("s-2"))) == [.readStaged(offer("s-2"))])
    }

    @Test func oneThatCannotBeUsedIsFetchedOnceMoreAndThenLeft() {
        var machine = asking(offer(), from: 0)
        _ = handle(&machine, .came(bytes(Self.piece)))
        #expect(handle(&machine, .unusable).isEmpty)
        for end in [[Action.discard, .askNewest], [.discard, .end(.left)]] {
            _ = handle(&machine, .stored)
            machine = finishing(machine)
            #expect(handle(&machine, .unusable) == end)
            _ = handle(&machine, .offered(offer()))
        }
    }

    /// The same machine with everything there.
    private func finishing(_ given: SnapshotMachine) -> SnapshotMachine {
        var machine = given
        _ = handle(&machine, .failed(retryAfter: nil))
        _ = handle(&machine, .tick, after: .hours(1))
        #expect(handle(&machine, .staged(offer().size)) == [.finish(offer())])
        return machine
    }

    @Test func aListThatIsBusyIsFinishedLaterWithoutFetchingAnything() {
        var machine = finishing(asking(offer()))
        let wait = handle(&machine, .failed(retryAfter: nil), after: .hours(2))
        guard case .wait(let until)? = wait.first else {
            Issue.record("does not wait")
            return
        }
        #expect(machine.handle(.tick, at: until, random: half) == [.readStaged(offer())])
        #expect(handle(&machine, .staged(offer().size)) == [.finish(offer())])
    }

    @Test func anAnswerThatIsNoPieceIsNotStored() {
        for wrong in [bytes(0), bytes(offer(size: 5).size + 1)] {
            var machine = asking(offer(size: 5))
            #expect(handle(&machine, .came(wrong)) == [.discard, .askNewest])
        }
        var machine = SnapshotMachine(event: "gala")
        _ = handle(&machine, .started)
        #expect(handle(&machine, .offered(offer(event: "matinee"))) == [.discard, .askNewest])
    }

    @Test func withoutRoomOrWishThereIsNone() {
        var machine = SnapshotMachine(event: "gala")
        _ = handle(&machine, .started)
        _ = handle(&machine, .offered(offer()))
        #expect(handle(&machine, .unwanted) == [.discard, .end(.left)])
        machine = asking(offer())
        _ = handle(&machine, .came(bytes(Self.piece)))
        #expect(handle(&machine, .unwanted) == [.discard, .end(.left)])
    }

    @Test func aServerThatRefusesIsAskedAgainInAMinute() {
        var machine = asking(offer())
        #expect(handle(&machine, .refused) == [.wait(until: now + .seconds(60))])
        #expect(handle(&machine, .tick, after: .seconds(60)) == [.askNewest])
    }

    @Test func lateNewsChangesNothing() {
        var machine = asking(offer())
        #expect(handle(&machine, .stored).isEmpty)
        #expect(handle(&machine, .finished).isEmpty)
        #expect(handle(&machine, .stopped).isEmpty)
        #expect(handle(&machine, .came(bytes(5))).isEmpty)
        #expect(handle(&machine, .tick, after: .hours(1)).isEmpty)
    }
}
