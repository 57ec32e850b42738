// Conditions that several parts of the box may find at the same time: the camera's and a hand
// scanner's codes can both arrive too fast. Each part raises and clears for itself; the condition
// ends when none of them holds it any more. It must never let one part end what another one said.

package actor SharedConditions {
    private let board: any ConditionReporter
    /// The particulars by part, of each condition that any of them holds.
    private var holding: [ConditionCode: [String: String]] = [:]
    /// Conditions that the board is being told of.
    private var telling: Set<ConditionCode> = []

    package init(board: any ConditionReporter) { self.board = board }

    /// What one part reports to. Parts of the same name are one.
    package nonisolated func part(_ name: String) -> any ConditionReporter {
        Part(name: name, conditions: self)
    }

    private struct Part: ConditionReporter {
        let name: String
        let conditions: SharedConditions

        func raise(_ code: ConditionCode, detail: String) async {
            await conditions.set(code, detail, by: name)
        }

        func clear(_ code: ConditionCode) async { await conditions.set(code, nil, by: name) }
    }

    private func set(_ code: ConditionCode, _ detail: String?, by part: String) async {
        holding[code, default: [:]][part] = detail
        // The board may take its time, and two words on their way could overtake each other: one
        // goes at a time, and whoever sends it sends what was said meanwhile as well.
        guard telling.insert(code).inserted else { return }
        var told: String?
        repeat {
            told = text(of: code)
            if let told {
                await board.raise(code, detail: told)
            } else {
                await board.clear(code)
            }
        } while text(of: code) != told
        telling.remove(code)
    }

    /// nil when no part holds it.
    private func text(of code: ConditionCode) -> String? {
        guard let details = holding[code], !details.isEmpty else { return nil }
        return details.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isEmpty }
            .joined(separator: "; ")
    }
}
