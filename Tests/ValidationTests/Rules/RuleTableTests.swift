// Every combination of a small world, held against tables that a person can read. Three worlds, so
// that each stays small: what a code must prove, what the list says, and the passage itself.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Validation

@Suite struct RuleTableTests {
    @Test func everyProofIsAnsweredAsTheTableSays() throws {
        try compare("proof", axes: ProofWorld.axes, decide: ProofWorld.decide)
    }

    @Test func everyListingIsAnsweredAsTheTableSays() throws {
        try compare("listing", axes: ListingWorld.axes, decide: ListingWorld.decide)
    }

    @Test func everyPassageIsAnsweredAsTheTableSays() throws {
        try compare("passage", axes: PassageWorld.axes, decide: PassageWorld.decide)
    }

    /// A checker that never complains proves nothing.
    @Test func tableNoticesAWrongAnswer() throws {
        let table = try RuleTable(named: "listing", axes: ListingWorld.axes)
        let complaints = table.disagreements { situation in
            situation["row"] == "cancelled" && situation["scheme"] == "ns1"
                ? Verdict(.admitted) : ListingWorld.decide(situation)
        }
        #expect(complaints.first?.contains("table says cancelled, decide says admitted") == true)
    }

    @Test func tableNoticesAMissingFlag() throws {
        let table = try RuleTable(named: "passage", axes: PassageWorld.axes)
        let complaints = table.disagreements { situation in
            let verdict = PassageWorld.decide(situation)
            return Verdict(
                verdict.outcome, flags: verdict.flags.filter { $0 != .windowUnchecked },
                repeats: verdict.repeats)
        }
        #expect(complaints.first?.contains("table flags [\"window_unchecked\"]") == true)
    }

    private func compare(
        _ name: String, axes: [Axis], decide: (Situation) -> Verdict
    ) throws {
        let table = try RuleTable(named: name, axes: axes)
        if ProcessInfo.processInfo.environment["CHECKIND_GOLDEN"] == "rewrite" {
            try table.rewrite(asking: decide)
        }
        let complaints = try RuleTable(named: name, axes: axes).disagreements(asking: decide)
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }
}
