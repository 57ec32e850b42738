// The skeleton of a QR code around chance: finder patterns in three corners, timing patterns
// between them, and modules that follow no rule. And what such a field is drawn with.

import CheckinTesting
import Foundation

struct ModuleField {
    private let side: Int
    private let dark: [Bool]

    init(side: Int, _ random: inout SeededRandom) {
        self.side = side
        var dark = (0..<side * side).map { _ in random.chance(50) }
        for step in 0..<side {
            dark[6 * side + step] = step & 1 == 0
            dark[step * side + 6] = step & 1 == 0
        }
        for (left, top) in [(0, 0), (side - 7, 0), (0, side - 7)] {
            Self.drawFinder(left, top, in: &dark, side)
        }
        self.dark = dark
    }

    /// Everything around the field is light.
    func isDark(_ column: Int, _ row: Int) -> Bool {
        guard (0..<side).contains(column), (0..<side).contains(row) else { return false }
        return dark[row * side + column]
    }

    /// Rings of dark, light and dark, and a light margin.
    private static func drawFinder(_ left: Int, _ top: Int, in dark: inout [Bool], _ side: Int) {
        for row in max(top - 1, 0)..<min(top + 8, side) {
            for column in max(left - 1, 0)..<min(left + 8, side) {
                let ring = max(abs(column - left - 3), abs(row - top - 3))
                dark[row * side + column] = ring != 2 && ring != 4
            }
        }
    }
}

/// A light and a dark grey that can be told apart.
struct Tones {
    let dark: Int
    let light: Int

    init(_ random: inout SeededRandom) {
        dark = Int.random(in: 0...110, using: &random)
        light = dark + Int.random(in: 40...145, using: &random)
    }
}

/// Squares of a size, turned by any angle.
struct TurnedPlane {
    private let along: Double
    private let aside: Double

    init(cell: Double, _ random: inout SeededRandom) {
        let angle = Double.random(in: 0..<(2 * Double.pi), using: &random)
        along = cos(angle) / cell
        aside = sin(angle) / cell
    }

    /// The square that a pixel lies in.
    func cell(_ x: Int, _ y: Int) -> (column: Int, row: Int) {
        let (x, y) = (Double(x), Double(y))
        return (
            Int((x * along + y * aside).rounded(.down)), Int((y * along - x * aside).rounded(.down))
        )
    }
}
