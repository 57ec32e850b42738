// Durations and what is said of them.

struct Samples {
    private var nanoseconds: [Int64] = []

    mutating func add(_ span: Duration) {
        let (seconds, attoseconds) = span.components
        nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Microseconds at this share of the samples, 0...1.
    func microseconds(at share: Double) -> Double {
        let sorted = nanoseconds.sorted()
        guard !sorted.isEmpty else { return 0 }
        let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
        return Double(sorted[index]) / 1_000
    }

    mutating func measure<Value>(_ work: () throws -> Value) rethrows -> Value {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try work()
        add(clock.now - start)
        return value
    }
}

/// Columns of numbers, ratios beside them.
enum Table {
    static func heading(_ text: String) { print("\n\(text)") }

    static func row(_ name: String, _ cells: String...) {
        let padded = cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }
        let space = String(repeating: " ", count: max(1, 46 - name.count))
        print("  " + name + space + padded.joined())
    }

    static func number(_ value: Double, _ unit: String = "") -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))\(unit)"
    }

    static func ratio(_ value: Double, of base: Double) -> String {
        let hundredths = Int64((value / base * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) ×"
    }
}
