// Each invariant of a venue is shown a venue with something wrong on purpose, and must notice.

import Testing

@testable import SimulateVenue

@Suite struct VenueCanaryTests {
    /// More than any of these defects needs to show.
    private static let seeds = 1 as UInt64..<60

    private static func noticed(
        _ defect: VenueDefect, _ violations: @escaping @Sendable (VenueEvening) -> [String]
    ) async -> String? {
        await Evenings.first(of: seeds, on: 2, defect: defect) { violations($0).first }
    }

    @Test func admittingThoughInsideIsNoticed() async {
        #expect(await Self.noticed(.deafBox, S1.violations) != nil)
    }

    @Test func anAdmissionElsewhereThatIsNotHeardIsNoticed() async {
        let found = await Self.noticed(.deafBox) { evening in
            S1.violations(evening).filter { $0.contains("whom") }
        }
        #expect(found != nil)
    }

    @Test func aDiskThatForgetsIsNoticed() async {
        #expect(await Self.noticed(.forgetfulDisk, S2.violations) != nil)
    }

    @Test func numbersThatMeanTwoAttemptsAreNoticed() async {
        #expect(await Self.noticed(.forgetfulDisk, S3.violations) != nil)
    }

    @Test func aServerThatForgetsABatchIsNoticed() async {
        #expect(await Self.noticed(.forgetfulServer, S3.violations) != nil)
    }

    @Test func aScanThatAsksTheNetworkIsNoticed() async {
        #expect(await Self.noticed(.askingGate, S4.violations) != nil)
    }

    @Test func aPageThatIsNotTakenInWholeIsNoticed() async {
        #expect(await Self.noticed(.skippingBox, S5.violations) != nil)
    }

    @Test func aConflictThatAnUndoDissolvesElsewhereIsNoticed() async {
        let found = await Self.noticed(.stubbornBox) { evening in
            S5.violations(evening).filter { $0.contains("conflicts") }
        }
        #expect(found != nil)
    }

    @Test func anAgentThatGivesUpIsNoticed() async {
        #expect(await Self.noticed(.weary, L1.violations) != nil)
    }

    @Test func whatNoSeedDecidesIsNoticed() async {
        let found = await Self.noticed(.lawless) { evening in
            D1.violations(evening, Venue(seed: evening.seed, defect: .lawless).run())
        }
        #expect(found != nil)
    }
}
