// A TOML document as plain values: TOMLKit's own tables are views into memory of their parent, so
// they are copied out at once and never leave this file.

import CheckinCore
import TOMLKit

/// One value of the configuration file.
enum Setting: Equatable {
    case text(String)
    case integer(Int)
    case flag(Bool)
    case moment(Timestamp)
    case list([Setting])
    case table([String: Setting])
    /// A kind of value that no key of ours takes; its name is for the error.
    case other(String)

    /// What an error calls this kind of value.
    var kind: String {
        switch self {
        case .text: "a text"
        case .integer: "a whole number"
        case .flag: "true or false"
        case .moment: "a date and time"
        case .list: "a list"
        case .table: "a table"
        case .other(let name): name
        }
    }

    /// Parses a whole document into its top table.
    static func document(_ text: String) throws(TOMLSyntaxError) -> [String: Setting] {
        do {
            return table(try TOMLTable(string: text))
        } catch let error as TOMLParseError {
            throw TOMLSyntaxError(line: error.source.begin.line, problem: error.description)
        } catch {
            throw TOMLSyntaxError(line: nil, problem: "the file is not TOML")
        }
    }

    private static func table(_ table: TOMLTable) -> [String: Setting] {
        var settings: [String: Setting] = [:]
        for key in table.keys {
            if let value = table[key] { settings[key] = setting(value) }
        }
        return settings
    }

    private static func setting(_ value: any TOMLValueConvertible) -> Setting {
        switch value.type {
        case .string: value.string.map(Setting.text) ?? .other("an unreadable text")
        case .int: value.int.map(Setting.integer) ?? .other("a number that is too large")
        case .bool: value.bool.map(Setting.flag) ?? .other("neither true nor false")
        case .double: .other("a fraction")
        case .date: .other("a date without a time")
        case .time: .other("a time without a date")
        case .dateTime: value.dateTime.map(moment) ?? .other("an unreadable date")
        case .array: .list(value.array.map { $0.map(setting) } ?? [])
        case .table: .table(value.table.map(table) ?? [:])
        }
    }

    private static func moment(_ value: TOMLDateTime) -> Setting {
        guard let offset = value.offset else { return .other("a time without an offset from UTC") }
        let (date, time) = (value.date, value.time)
        let day = "\(pad(date.year, 4))-\(pad(date.month))-\(pad(date.day))"
        let clock = "\(pad(time.hour)):\(pad(time.minute)):\(pad(time.second))"
        guard let local = Timestamp(rfc3339: "\(day)T\(clock)Z") else {
            return .other("a date outside the years 1970 to 9999")
        }
        return .moment(local - .minutes(Int64(offset.offset)))
    }

    private static func pad(_ value: Int, _ width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// The document is not TOML at all.
struct TOMLSyntaxError: Error {
    let line: Int?
    let problem: String
}
