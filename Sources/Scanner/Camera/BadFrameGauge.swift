// When broken pictures are worth a word: a few are ordinary, many are a cable. Pure.

struct BadFrameGauge {
    /// What one broken picture adds; a good one takes 1 away: more than a third broken is too many.
    private static let weight = 2
    /// Reached by ten broken pictures in a row: within a second at 15 frames a second.
    private static let alarm = 20
    /// Twenty good pictures in a row make up for everything before.
    private static let most = 20

    private var level = 0
    private(set) var isAlarmed = false

    mutating func broken() {
        level = min(level + Self.weight, Self.most)
        if level >= Self.alarm { isAlarmed = true }
    }

    mutating func good() {
        level = max(level - 1, 0)
        if level == 0 { isAlarmed = false }
    }
}
