// What goes into a statement and what comes out of it. Values travel beside the statement and never
// in its text.

package enum PostgresValue: Sendable {
    case null
    case text(String)
    case bytes([UInt8])

    package static func number(_ value: some BinaryInteger) -> PostgresValue {
        .text(String(value))
    }

    package static func truth(_ value: Bool) -> PostgresValue { .text(value ? "t" : "f") }

    /// NULL for nil.
    package static func optional(_ text: String?) -> PostgresValue {
        text.map(PostgresValue.text) ?? .null
    }

    /// A list of texts as PostgreSQL writes one.
    package static func list(_ texts: [String]) -> PostgresValue {
        let quoted = texts.map { text in
            var quoted = "\""
            for scalar in text.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
                quoted.unicodeScalars.append(scalar)
            }
            return quoted + "\""
        }
        return .text("{\(quoted.joined(separator: ","))}")
    }
}

/// How much of an answer there is room for.
package struct AnswerLimit: Sendable {
    package let rows: Int
    package let bytes: Int

    package init(rows: Int, bytes: Int) {
        self.rows = rows
        self.bytes = bytes
    }

    /// One row of ours, or a short list.
    package static let small = AnswerLimit(rows: 1_000, bytes: 1 << 20)
    /// A page of a feed: 500 attempts of the largest kind.
    package static let page = AnswerLimit(rows: 1, bytes: 8 << 20)
}

/// The rows of an answer, in order.
package struct PostgresRows: Sendable {
    package internal(set) var rows: [PostgresRow] = []
    /// Rows that a statement without an answer made, changed or removed.
    package internal(set) var affected = 0

    package var first: PostgresRow? { rows.first }
    package var count: Int { rows.count }
}

/// One row: its columns by place, as bytes. Text form unless the statement asked for binary.
package struct PostgresRow: Sendable {
    let cells: [[UInt8]?]

    /// nil for NULL.
    package func bytes(_ column: Int) -> [UInt8]? { cells[column] }

    package func text(_ column: Int) -> String? {
        cells[column].map { String(decoding: $0, as: UTF8.self) }
    }

    package func number(_ column: Int) -> Int64? { text(column).flatMap { Int64($0) } }

    package func truth(_ column: Int) -> Bool { cells[column] == [UInt8(ascii: "t")] }
}
