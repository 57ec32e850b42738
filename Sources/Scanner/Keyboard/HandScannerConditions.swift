// What hand scanners have to say about their health: all of it at once, so that the newest
// statement wins and several scanners with the same trouble stand side by side in one condition.

import CheckinCore

struct HandScannerConditions: Hashable, HealthStatement {
    var faults: Set<HandScannerFault> = []
    var dropsLines = false

    /// The particulars of each condition that holds, each device named.
    var holding: [ConditionCode: String] {
        var holding = Dictionary(grouping: faults, by: \.condition).mapValues { faults in
            faults.map(\.message).sorted().joined(separator: "; ")
        }
        if dropsLines { holding[.scansDropped] = "" }
        return holding
    }
}
