// Which conditions people see: causes rather than effects, and no blips.

import CheckinCore
import Synchronization
import Testing

@Suite struct ConditionBoardTests {
    private func at(_ seconds: Double) -> Uptime { Uptime(nanoseconds: 0) + .seconds(seconds) }

    private func codes(_ board: ConditionBoard, _ seconds: Double) -> [ConditionCode] {
        board.visible(at: at(seconds)).map(\.kind.code)
    }

    @Test func showsWhatHoldsUntilItIsCleared() {
        var board = ConditionBoard()
        #expect(codes(board, 0).isEmpty)
        board.raise(.journalFailed, detail: "disk full", at: at(0))
        #expect(board.visible(at: at(0)).map(\.detail) == ["disk full"])
        board.clear(.journalFailed)
        #expect(codes(board, 1).isEmpty)
    }

    @Test func hidesABlip() {
        var board = ConditionBoard()
        board.raise(.cameraMissing, detail: "", at: at(1))
        #expect(codes(board, 1.19).isEmpty)
        #expect(codes(board, 1.21) == [.cameraMissing])
    }

    @Test func raisingAgainKeepsTheBeginning() {
        var board = ConditionBoard()
        board.raise(.cameraMissing, detail: "one", at: at(0))
        board.raise(.cameraMissing, detail: "two", at: at(9))
        let shown = board.visible(at: at(9))
        #expect(shown.map(\.since) == [at(0)])
        #expect(shown.map(\.detail) == ["two"])
    }

    @Test func hidesAnEffectWhileItsCauseShows() {
        var board = ConditionBoard()
        board.raise(.cameraSilent, detail: "", at: at(0))
        board.raise(.cameraMissing, detail: "", at: at(0))
        #expect(codes(board, 0.1) == [.cameraSilent], "the cause is still a blip")
        #expect(codes(board, 1) == [.cameraMissing])
        board.clear(.cameraMissing)
        #expect(codes(board, 1) == [.cameraSilent])
    }

    @Test func sortsCriticalFirstThenOldest() {
        var board = ConditionBoard()
        board.raise(.clockUntrusted, detail: "", at: at(0))
        board.raise(.journalFailed, detail: "", at: at(2))
        board.raise(.noUsableKey, detail: "", at: at(1))
        board.raise(.noSnapshot, detail: "", at: at(1))
        #expect(codes(board, 3) == [.noSnapshot, .noUsableKey, .journalFailed, .clockUntrusted])
    }

    @Test func everyConditionSaysWhatToDo() {
        for code in ConditionCode.allCases {
            #expect(code.kind.code == code)
            #expect(!code.kind.title.isEmpty && !code.kind.title.hasSuffix("."))
            #expect(code.kind.remedy.hasSuffix("."))
            #expect(!code.kind.dependsOn.contains(code))
        }
    }

    /// Two conditions that hide each other would both be invisible.
    @Test func noConditionHidesItself() {
        func causes(_ code: ConditionCode, depth: Int = 0) -> Set<ConditionCode> {
            guard depth < ConditionCode.allCases.count else { return [code] }
            return code.kind.dependsOn.reduce(into: code.kind.dependsOn) { all, cause in
                all.formUnion(causes(cause, depth: depth + 1))
            }
        }
        for code in ConditionCode.allCases { #expect(!causes(code).contains(code)) }
    }

    @Test func healthKeepsTimeByUptime() async {
        let time = SteppingTime()
        let health = Health(time: time)
        await health.raise(.cameraMissing, detail: "")
        #expect(await health.conditions().isEmpty)
        time.seconds.withLock { $0 = 1 }
        #expect(await health.conditions().map(\.kind.code) == [.cameraMissing])
        await health.clear(.cameraMissing)
        #expect(await health.conditions().isEmpty)
    }
}

/// A clock that only a test moves.
private final class SteppingTime: TimeSource {
    let seconds = Mutex(0)

    func now() -> Timestamp { Timestamp(milliseconds: 0) }

    func uptime() -> Uptime {
        Uptime(nanoseconds: seconds.withLock { Int64($0) } * 1_000_000_000)
    }

    func sleep(for span: Duration) async throws {}
}
