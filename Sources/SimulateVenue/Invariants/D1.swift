// D1: the same seed gives the same trace, or no failure could ever be replayed.

enum D1 {
    static func violations(_ evening: VenueEvening, _ replay: VenueEvening) -> [String] {
        guard evening.trace != replay.trace || evening.happened != replay.happened else {
            return []
        }
        let lines = zip(evening.trace, replay.trace).enumerated()
        guard let first = lines.first(where: { $0.element.0 != $0.element.1 }) else {
            return ["D1: one trace is longer than the other, or had other faults"]
        }
        return ["D1: line \(first.offset): '\(first.element.0)' or '\(first.element.1)'"]
    }
}
