// Every promise that an evening of a venue is held against.

enum VenueInvariants {
    static func violations(_ evening: VenueEvening) -> [String] {
        L1.violations(evening) + S1.violations(evening) + S2.violations(evening)
            + S3.violations(evening) + S4.violations(evening) + S5.violations(evening)
    }

    static func report(_ evening: VenueEvening, _ violations: [String]) -> String {
        (violations + ["replay with: make sim SEED=\(evening.seed)"] + evening.trace)
            .joined(separator: "\n")
    }
}
