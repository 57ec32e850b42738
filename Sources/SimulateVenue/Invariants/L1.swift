// L1: once everything heals, everybody has everything within a bound of virtual time.

enum L1 {
    static func violations(_ evening: VenueEvening) -> [String] {
        evening.drained == nil
            ? ["L1: not everybody has everything \(Venue.drainBound) after the last fault"] : []
    }
}
