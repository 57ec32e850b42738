// Columns by position, for rows that may come from a damaged file: a missing or impossible value is
// a corruption, never a crash.

import CheckinCore
import GRDB

/// A value that the schema forbids was read: the file is damaged.
struct ImpossibleValue: Error {}

extension Row {
    // GRDB traps on a NULL where none is expected, and on an integer that does not fit: so only
    // optional 64-bit integers and optional text are ever asked of it.
    func optionalInteger(_ index: Int) -> Int64? { self[index] }
    func optionalText(_ index: Int) -> String? { self[index] }

    func integer(_ index: Int) throws -> Int64 {
        guard let value = optionalInteger(index) else { throw ImpossibleValue() }
        return value
    }

    func text(_ index: Int) throws -> String {
        guard let value = optionalText(index) else { throw ImpossibleValue() }
        return value
    }

    func number<Number: FixedWidthInteger>(_ index: Int) throws -> Number {
        guard let value = Number(exactly: try integer(index)) else { throw ImpossibleValue() }
        return value
    }

    func optionalNumber<Number: FixedWidthInteger>(_ index: Int) throws -> Number? {
        guard let value = optionalInteger(index) else { return nil }
        guard let number = Number(exactly: value) else { throw ImpossibleValue() }
        return number
    }

    func flag(_ index: Int) throws -> Bool { try integer(index) != 0 }

    func moment(_ index: Int) throws -> Timestamp { Timestamp(milliseconds: try integer(index)) }

    func optionalMoment(_ index: Int) -> Timestamp? {
        optionalInteger(index).map(Timestamp.init(milliseconds:))
    }

    func identifier<Subject>(_ index: Int) throws -> Identifier<Subject> {
        guard let identifier = Identifier<Subject>(try text(index)) else { throw ImpossibleValue() }
        return identifier
    }

    func optionalIdentifier<Subject>(_ index: Int) throws -> Identifier<Subject>? {
        guard let text = optionalText(index) else { return nil }
        guard let identifier = Identifier<Subject>(text) else { throw ImpossibleValue() }
        return identifier
    }

    func word<Word: RawRepresentable>(_ index: Int) throws -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text(index)) else { throw ImpossibleValue() }
        return word
    }
}

extension Statement {
    /// What `read` makes of the first row; nil when there is none. A row lives no longer than its
    /// cursor, so the cursor must outlive `read`.
    func first<Value>(
        _ arguments: StatementArguments = [], _ read: (Row) throws -> Value
    ) throws -> Value? {
        setUncheckedArguments(arguments)
        let rows = try Row.fetchCursor(self)
        return try withExtendedLifetime(rows) { try rows.next().map(read) }
    }

    /// Executes with as many arguments as the SQL has. Nobody counts them: our SQL is constant, and
    /// a test runs every line of it.
    func run(_ arguments: StatementArguments) throws {
        setUncheckedArguments(arguments)
        try execute()
    }
}
