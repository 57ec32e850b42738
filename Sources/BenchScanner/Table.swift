// Rows of figures under each other, for people.

import Foundation

struct Table {
    private static let firstColumn = 22
    private static let column = 12

    /// Text of one row; the first field stands at the left, the others at the right.
    static func row(_ first: String, _ fields: [String]) -> String {
        let name = first.padding(
            toLength: max(firstColumn, first.count), withPad: " ", startingAt: 0)
        let rest = fields.map { String(repeating: " ", count: max(column - $0.count, 1)) + $0 }
        return name + rest.joined() + "\n"
    }

    static func number(_ value: Double, digits: Int = 2) -> String {
        value.isFinite ? String(format: "%.\(digits)f", value) : "-"
    }

    static func share(_ part: Int, of all: Int) -> String {
        all == 0 ? "-" : String(format: "%.1f %%", 100 * Double(part) / Double(all))
    }
}

func say(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
