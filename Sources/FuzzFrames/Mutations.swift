// Inputs made of other inputs, from a seed: what libFuzzer does, for a build that it cannot drive.

import CheckinTesting

struct Mutations {
    /// One input is changed so many times at most.
    private static let mostChanges = 8
    /// Values that stand at the edge of something.
    private static let edges: [UInt8] = [0, 1, 2, 3, 7, 8, 15, 16, 63, 64, 127, 128, 254, 255]

    private let seeds: [[UInt8]]
    private let longest: Int
    private var random: SeededRandom

    init(seeds: [[UInt8]], longest: Int, seed: UInt64) {
        self.seeds = seeds.isEmpty ? [[0]] : seeds
        self.longest = longest
        random = SeededRandom(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var bytes = pick()
        for _ in 0..<Int.random(in: 1...Self.mostChanges, using: &random) { change(&bytes) }
        return Array(bytes.prefix(longest))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = pick()
            return
        }
        let at = Int.random(in: bytes.indices, using: &random)
        let end = min(at + Int.random(in: 1...32, using: &random), bytes.count)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[at] = Self.edges.randomElement(using: &random) ?? 0
        case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
        // The figures of a frame are where one byte changes most.
        case 3: bytes[at % min(bytes.count, FrameInput.headerBytes)] &+= 1
        case 4: bytes.removeSubrange(at..<end)
        case 5: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 6: bytes.removeSubrange(at...)
        default:
            let other = pick()
            let from = Int.random(in: 0...other.count, using: &random)
            bytes.replaceSubrange(at..<end, with: other[from...].prefix(end - at))
        }
    }

    private mutating func pick() -> [UInt8] { seeds.randomElement(using: &random) ?? [0] }
}
