// Many evenings at a simulated venue, each held against every invariant. A failure names the seed
// and the command that replays it.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@Suite struct SimulationTests {
    /// Which evenings to simulate: one, or the first so many.
    private static var seeds: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["CHECKIND_SEED"].flatMap(UInt64.init) { return [seed] }
        let count = environment["CHECKIND_SEEDS"].flatMap(UInt64.init) ?? 500
        return count == 0 ? [] : Array(1...count)
    }

    private static func violations(_ evening: Evening) -> [String] {
        S1.violations(evening) + S2.violations(evening) + S6.violations(evening)
            + S7.violations(evening) + S8.violations(evening) + S9.violations(evening)
    }

    private static func report(_ evening: Evening, _ violations: [String]) -> String {
        (violations + ["replay with: make sim SEED=\(evening.seed)"] + evening.trace)
            .joined(separator: "\n")
    }

    @Test func everyEveningKeepsItsPromises() {
        for seed in Self.seeds {
            let evening = SimulatedVenue(seed: seed).run()
            let violations = Self.violations(evening)
            guard violations.isEmpty else {
                Issue.record("\(Self.report(evening, violations))")
                return
            }
        }
    }

    @Test func sameSeedGivesTheSameEvening() {
        for seed in Self.seeds.prefix(50) {
            let evening = SimulatedVenue(seed: seed).run()
            let violations = D1.violations(evening, SimulatedVenue(seed: seed).run())
            #expect(violations.isEmpty, "\(Self.report(evening, violations))")
        }
    }

    @Test func anotherSeedGivesAnotherEvening() {
        let evenings = (1...10).map { SimulatedVenue(seed: $0).run().trace }
        #expect(Set(evenings).count == evenings.count)
        #expect(
            !D1.violations(SimulatedVenue(seed: 1).run(), SimulatedVenue(seed: 2).run()).isEmpty)
    }

    /// The evenings contain what they are meant to try.
    @Test func eveningsAreEventful() {
        let evenings = (1...60).map { SimulatedVenue(seed: $0).run() }
        let lines = evenings.flatMap(\.trace).joined(separator: "\n")
        for event in [
            "crashes", "turns", "is cancelled", "wall clock steps", "to nobody",
            "died with the answer",
        ] {
            let happened = lines.contains(event)
            #expect(happened, "no evening has '\(event)'")
        }
        let attempts = evenings.flatMap { $0.journals.values }.flatMap(\.attempts)
        #expect(attempts.contains { $0.answer.verdict?.repeats != nil })
        #expect(attempts.contains { $0.answer.verdict?.refusal?.code == .alreadyInside })
        #expect(attempts.contains { $0.answer.verdict?.refusal?.code == .rapidScanning })
        #expect(attempts.contains { $0.answer.kind == .readmitted })
        let lost = evenings.filter { !$0.timeTrusted }.flatMap { $0.journals.values }
            .flatMap(\.attempts)
        for flag in [VerdictFlag.codeAgeUnchecked, .windowUnchecked, .snapshotStale] {
            let happened = lost.contains {
                $0.answer.kind.isEntry && $0.answer.verdict?.flags.contains(flag) == true
            }
            #expect(happened, "nobody enters by a lost clock with '\(flag.rawValue)'")
        }
        #expect(lost.allSatisfy { !$0.timeTrusted })
        let failed = evenings.flatMap(\.shown).filter { $0.announcement.attempt == nil }
        #expect(!failed.isEmpty)
    }

    /// Staff do everything they can do, and somewhere in between the box dies at every step.
    @Test func staffAndCrashesAreEverywhere() {
        let evenings = (1...150).map { SimulatedVenue(seed: $0).run() }
        let attempts = evenings.flatMap { $0.journals.values }.flatMap(\.attempts)
        let acts = Set(attempts.map(\.act.kind))
        for kind in [
            ActKind.override, .undo, .confirm, .headcount, .walkUp, .emergency, .allClear,
            .clearOut, .turn, .lookup,
        ] {
            #expect(acts.contains(kind), "nobody does '\(kind.rawValue)'")
        }
        #expect(attempts.contains { $0.answer.verdict?.refusal?.code == .emergency })
        var deaths: [CrashPoint: Int] = [:]
        for evening in evenings { deaths.merge(evening.deaths) { $0 + $1 } }
        for point in CrashPoint.allCases {
            #expect(deaths[point, default: 0] >= 20, "\(deaths) have few '\(point.rawValue)'")
        }
        // In the middle of an emergency, too, and with staff at work.
        let lines = evenings.flatMap(\.trace)
        #expect(lines.contains { $0.contains("died with the answer to staff") })
    }

    /// A canary: a ledger that counts what was taken back is noticed.
    @Test func stubbornLedgerIsNoticed() {
        let violations = (1...50).flatMap { seed in
            S9.violations(SimulatedVenue(seed: seed, defect: .stubbornLedger).run())
        }
        #expect(!violations.isEmpty)
    }

    /// A canary: a box that forgets an emergency when it starts again is noticed.
    @Test func forgetfulLatchIsNoticed() {
        let violations = (1...150).flatMap { seed in
            S8.violations(SimulatedVenue(seed: seed, defect: .forgetfulLatch).run())
        }
        #expect(!violations.isEmpty)
    }

    /// A canary: a disk that forgets is noticed.
    @Test func forgetfulDiskIsNoticed() {
        let violations = (1...50).flatMap { seed in
            S2.violations(SimulatedVenue(seed: seed, defect: .forgetfulDisk).run())
        }
        #expect(!violations.isEmpty)
    }

    /// A canary: a ledger that hides the past is noticed.
    @Test func blindLedgerIsNoticed() {
        let violations = (1...5).flatMap { seed in
            S1.violations(SimulatedVenue(seed: seed, defect: .blindLedger).run())
        }
        #expect(!violations.isEmpty)
    }
    /// A canary: a ledger that forgets what was seen, and would let in everybody with a copy, is
    /// noticed.
    @Test func deafLedgerIsNoticed() {
        let violations = (1...50).flatMap { seed in
            S1.violations(SimulatedVenue(seed: seed, defect: .deafLedger).run())
        }
        #expect(!violations.isEmpty)
    }

    /// A canary: a box that goes by a clock which knows no time is noticed.
    @Test func credulousBoxIsNoticed() {
        let violations = (1...50).flatMap { seed in
            S7.violations(SimulatedVenue(seed: seed, defect: .credulousBox).run())
        }
        // In 1970 its keys are not valid yet; in ten years its ticket list is old.
        for reason in ["forged", "snapshot_stale"] {
            let isNoticed = violations.contains { $0.contains(reason) }
            #expect(isNoticed, "no violation names '\(reason)'")
        }
    }
}
