// D1: the same seed gives the same trace, or no failure could ever be replayed.

enum D1 {
    static func violations(_ evening: Evening, _ replay: Evening) -> [String] {
        guard evening.trace != replay.trace else { return [] }
        let lines = zip(evening.trace, replay.trace)
        let first = lines.enumerated().first { $0.element.0 != $0.element.1 }
        guard let first else { return ["D1: one trace is longer than the other"] }
        return ["D1: line \(first.offset): '\(first.element.0)' or '\(first.element.1)'"]
    }
}
