// The conditions that hold now. The board is pure; the actor gives it a clock and lets pages wait
// for a change. It must never decide what a condition means for a guest.

/// Which conditions hold, and which of them to show.
package struct ConditionBoard: Sendable {
    private var holding: [ConditionCode: Condition] = [:]

    package init() {}

    /// Keeps the moment a condition began when it is raised again with other particulars.
    package mutating func raise(_ code: ConditionCode, detail: String, at now: Uptime) {
        let since = holding[code]?.since ?? now
        holding[code] = Condition(kind: code.kind, detail: detail, since: since)
    }

    package mutating func clear(_ code: ConditionCode) { holding[code] = nil }

    /// What to show at `now`, critical ones first, then the oldest.
    package func visible(at now: Uptime) -> [Condition] {
        let lasting = holding.values.filter { now.since($0.since) >= $0.kind.visibleAfter }
        let codes = Set(lasting.map(\.kind.code))
        return
            lasting
            .filter { $0.kind.dependsOn.isDisjoint(with: codes) }
            .sorted {
                if $0.kind.severity != $1.kind.severity {
                    return $0.kind.severity > $1.kind.severity
                }
                if $0.since != $1.since { return $0.since < $1.since }
                return $0.kind.code.rawValue < $1.kind.code.rawValue
            }
    }
}

/// The box's health, shared by everybody who can find something wrong and everybody who shows it.
package actor Health: ConditionReporter, HealthView {
    private var board = ConditionBoard()
    private let time: any TimeSource

    package init(time: any TimeSource) { self.time = time }

    package func raise(_ code: ConditionCode, detail: String) {
        board.raise(code, detail: detail, at: time.uptime())
    }

    package func clear(_ code: ConditionCode) { board.clear(code) }

    package func conditions() -> [Condition] { board.visible(at: time.uptime()) }
}
