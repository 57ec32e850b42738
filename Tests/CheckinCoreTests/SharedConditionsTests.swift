// Two parts of the box with the same trouble: it lasts until neither has it.

import CheckinCore
import Testing

@Suite struct SharedConditionsTests {
    /// What it was told, and a door that can be kept shut before it listens.
    private actor Board: ConditionReporter {
        private(set) var said: [String] = []
        private var isShut = false
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var knocks: [CheckedContinuation<Void, Never>] = []

        func shut() { isShut = true }

        func open() {
            isShut = false
            for one in waiting { one.resume() }
            waiting = []
        }

        /// Returns once somebody waits at the shut door.
        func knocked() async {
            if waiting.isEmpty { await withCheckedContinuation { knocks.append($0) } }
        }

        func raise(_ code: ConditionCode, detail: String) async { await hear("raise \(detail)") }

        func clear(_ code: ConditionCode) async { await hear("clear") }

        private func hear(_ word: String) async {
            if isShut {
                await withCheckedContinuation { one in
                    waiting.append(one)
                    for knock in knocks { knock.resume() }
                    knocks = []
                }
            }
            said.append(word)
        }
    }

    @Test func onePartDoesNotEndWhatAnotherHolds() async {
        let board = Board()
        let shared = SharedConditions(board: board)
        let (camera, scanner) = (shared.part("camera"), shared.part("hand scanners"))
        await camera.raise(.scansDropped, detail: "")
        await scanner.raise(.scansDropped, detail: "")
        await camera.clear(.scansDropped)
        #expect(await !board.said.contains("clear"))
        await scanner.clear(.scansDropped)
        #expect(await board.said.last == "clear")
    }

    @Test func theParticularsOfEachStandSideBySide() async {
        let board = Board()
        let shared = SharedConditions(board: board)
        await shared.part("b").raise(.scansDropped, detail: "two")
        await shared.part("a").raise(.scansDropped, detail: "one")
        await shared.part("c").raise(.scansDropped, detail: "")
        await shared.part("b").clear(.scansDropped)
        #expect(await board.said == ["raise two", "raise one; two", "raise one; two", "raise one"])
    }

    @Test func whatOnePartDoesNotHoldItCannotEnd() async {
        let board = Board()
        let shared = SharedConditions(board: board)
        await shared.part("a").raise(.scansDropped, detail: "")
        await shared.part("b").clear(.scansDropped)
        #expect(await !board.said.contains("clear"))
    }

    @Test func aWordThatTakesItsTimeDoesNotOvertakeTheNext() async {
        let board = Board()
        let shared = SharedConditions(board: board)
        await shared.part("a").raise(.scansDropped, detail: "old")
        await board.shut()
        let slow = Task { await shared.part("a").clear(.scansDropped) }
        await board.knocked()
        await shared.part("b").raise(.scansDropped, detail: "new")
        await board.open()
        await slow.value
        #expect(await board.said == ["raise old", "clear", "raise new"])
    }
}
