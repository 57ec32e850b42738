// Many evenings, spread over some threads that run beside each other: seeds know nothing of each
// other. The first that breaks a promise stops all of them. Threads of our own, since an evening
// may block its thread.

import Synchronization
import Threads

enum Evenings {
    private final class Findings<Finding: Sendable>: Sendable {
        private let found = Mutex<[Finding]>([])

        var isEmpty: Bool { found.withLock(\.isEmpty) }
        var first: Finding? { found.withLock(\.first) }
        func put(_ finding: Finding) { found.withLock { $0.append(finding) } }
    }

    /// What `look` first finds in the evening of one of these seeds; nil: nothing in any.
    static func first<Finding: Sendable>(
        of seeds: Range<UInt64>, on lanes: Int, defect: VenueDefect = .none,
        _ look: @escaping @Sendable (VenueEvening) -> Finding?
    ) async -> Finding? {
        let findings = Findings<Finding>()
        let lanes = max(lanes, 1)
        let threads = (0..<lanes).map { lane in
            startThread(named: "evenings-\(lane)") {
                let own = stride(
                    from: seeds.lowerBound + UInt64(lane), to: seeds.upperBound, by: lanes)
                for seed in own where findings.isEmpty {
                    let evening = Venue(seed: seed, defect: defect).run()
                    if let finding = look(evening) { findings.put(finding) }
                }
            }
        }
        for thread in threads { await thread.join() }
        return findings.first
    }

    /// The report of an evening that broke a promise; nil: none did.
    static func failure(of seeds: Range<UInt64>, on lanes: Int) async -> String? {
        await first(of: seeds, on: lanes) { evening in
            let violations = VenueInvariants.violations(evening)
            return violations.isEmpty ? nil : VenueInvariants.report(evening, violations)
        }
    }
}
