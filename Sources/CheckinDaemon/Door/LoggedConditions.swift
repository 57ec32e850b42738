// Conditions on their way to the board, told to the log when they begin and when they end: whoever
// reads the journal the next morning was not at the door.

import CheckinCore
import Logging

actor LoggedConditions: ConditionReporter {
    private let board: any ConditionReporter
    private let logger: Logger
    private var holding: Set<ConditionCode> = []

    init(board: any ConditionReporter, logger: Logger) {
        self.board = board
        self.logger = logger
    }

    func raise(_ code: ConditionCode, detail: String) async {
        if holding.insert(code).inserted {
            logger.warning(
                "condition began", metadata: ["code": "\(code.rawValue)", "detail": "\(detail)"])
        }
        await board.raise(code, detail: detail)
    }

    func clear(_ code: ConditionCode) async {
        if holding.remove(code) != nil {
            logger.notice("condition ended", metadata: ["code": "\(code.rawValue)"])
        }
        await board.clear(code)
    }
}
