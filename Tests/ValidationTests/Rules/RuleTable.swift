// A decision table in a text file, and the questions it is held against. The first section is read
// from the top: the first row that fits gives the answer. In the second, a verdict carries a flag
// if and only if some row of that flag fits. `-` fits everything, `a,b` fits either. The last
// column counts the cases a row decided, so that a row that decides nothing is noticed.

import CheckinCore
import Foundation

/// One column of a table, with every value its cases go through.
struct Axis {
    let name: String
    let values: [String]

    init(_ name: String, _ values: String) {
        self.name = name
        self.values = values.split(separator: " ").map(String.init)
    }
}

/// One value for each axis.
struct Situation {
    var values: [String: String]

    subscript(axis: String) -> String { values[axis] ?? "" }

    /// Every combination of the axes' values.
    static func all(_ axes: [Axis]) -> [Situation] {
        axes.reduce([Situation(values: [:])]) { situations, axis in
            situations.flatMap { situation in
                axis.values.map { value in
                    var next = situation
                    next.values[axis.name] = value
                    return next
                }
            }
        }
    }
}

struct RuleRow {
    /// Per column; nil fits everything.
    var conditions: [Set<String>?]
    /// As they stand in the file.
    var cells: [String]
    /// The answer or the flag.
    var result: String
    var cases: Int

    func fits(_ situation: Situation, _ columns: [String]) -> Bool {
        zip(columns, conditions).allSatisfy { column, condition in
            condition?.contains(situation[column]) ?? true
        }
    }
}

struct RuleSection {
    let columns: [String]
    var rows: [RuleRow]

    /// Reads a header line and the rows below it.
    init(lines: [String]) throws {
        let table = lines.map { $0.split(separator: " ").map(String.init) }
        guard let header = table.first, header.count > 2 else { throw TableError.noHeader }
        columns = Array(header.dropLast(2))
        rows = try table.dropFirst().map { cells in
            guard cells.count == header.count, let cases = Int(cells[header.count - 1]) else {
                throw TableError.badRow(cells.joined(separator: " "))
            }
            let conditions = cells.dropLast(2).map { cell in
                cell == "-" ? nil : Set(cell.split(separator: ",").map(String.init))
            }
            return RuleRow(
                conditions: conditions, cells: Array(cells.dropLast(2)),
                result: cells[header.count - 2], cases: cases)
        }
    }

    /// The section as text, in columns as wide as they need.
    func text(result: String) -> String {
        let table =
            [columns + [result, "cases"]] + rows.map { $0.cells + [$0.result, String($0.cases)] }
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { cells in
            zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }.joined(separator: "  ").trimmingSuffix(" ") + "\n"
        }.joined()
    }
}

enum TableError: Error {
    case noHeader
    case badRow(String)
    case unknownValue(String)
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        String(self[...(lastIndex { $0 != character } ?? startIndex)])
    }
}
