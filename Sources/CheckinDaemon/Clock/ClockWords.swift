// What a judgement of the clock is called, on the page's condition and by the commands.

import CheckinCore
import Validation

extension ClockJudgement {
    var words: String {
        switch self {
        case .trusted(let witness): witness.words
        case .doubted(let doubt): doubt.words
        }
    }
}

extension ClockWitness {
    var name: String {
        switch self {
        case .nobody: "nobody"
        case .ops: "ops"
        case .timeServer: "a time server"
        case .central: "the central server"
        }
    }

    /// Why the clock is trusted.
    var words: String {
        switch self {
        case .nobody: "it is later than all that is known; nobody has confirmed it"
        case .ops: "ops confirmed it in this boot"
        case .timeServer: "a time server keeps it right"
        case .central: "it agrees with the central server"
        }
    }
}

extension ClockDoubt {
    var words: String {
        switch self {
        case .behindProgram: "it is before the day this program was made"
        case .behindKnown(let span): "it is \(Self.words(span)) behind what was known already"
        case .stepped(let span, let witness):
            "it has gone \(Self.words(span)) \(span < .zero ? "back" : "ahead")"
                + (witness == .central ? " of the central server" : " in a step nobody confirmed")
        case .historyUnread: "what earlier runs knew of the time cannot be read"
        }
    }

    static func words(_ span: Duration) -> String {
        let seconds = abs(span.components.seconds)
        return switch seconds {
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}
