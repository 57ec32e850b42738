// Moments as text, without Foundation: what configuration files, ticket lists and exports write.
// It must never guess: a text without an offset from UTC is no moment.

extension Timestamp {
    /// 9999-12-31T23:59:59.999Z: the last moment that four digits of a year can say.
    package static let latest = Timestamp(milliseconds: 253_402_300_799_999)

    /// Reads `2026-11-21T20:00:00[.123](Z|+05:30)` (RFC 3339; a blank may stand for the T). Years
    /// 1970 to 9999; fractions beyond milliseconds are cut; a leap second is refused.
    package init?(rfc3339 text: String) {
        self.init(rfc3339: Array(text.utf8)[...])
    }

    /// The same of bytes, for files that are read as bytes.
    package init?(rfc3339 bytes: ArraySlice<UInt8>) {
        var digits = DigitReader(rest: bytes)
        guard let year = digits.number(4), digits.skip("-"),
            let month = digits.number(2), digits.skip("-"),
            let day = digits.number(2), digits.skip("T") || digits.skip("t") || digits.skip(" "),
            let hour = digits.number(2), digits.skip(":"),
            let minute = digits.number(2), digits.skip(":"),
            let second = digits.number(2),
            let fraction = digits.fraction(), let offset = digits.offset(), digits.isAtEnd,
            (1970...9999).contains(year), (1...12).contains(month),
            (1...CivilDate.days(inMonth: month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        self.init(milliseconds: Int64(seconds * 1_000 + fraction))
    }

    /// `2026-11-21T14:30:00.123Z`; moments outside the years 0 to 9999 are clamped to them.
    package var rfc3339: String {
        let bounded = min(max(milliseconds, -62_167_219_200_000), Self.latest.milliseconds)
        let (days, rest) = Self.floorDivide(bounded, by: 86_400_000)
        let date = CivilDate(daysSince1970: Int(days))
        let parts = [(rest / 3_600_000, 2), (rest / 60_000 % 60, 2), (rest / 1_000 % 60, 2)]
        let time = parts.map { Self.padded(Int($0.0), $0.1) }.joined(separator: ":")
        let day = [(date.year, 4), (date.month, 2), (date.day, 2)]
            .map { Self.padded($0.0, $0.1) }.joined(separator: "-")
        return "\(day)T\(time).\(Self.padded(Int(rest % 1_000), 3))Z"
    }

    /// `2026-11-21T14:30:00Z`, for moments that are whole seconds to people; cuts the rest.
    package var rfc3339Seconds: String { "\(rfc3339.dropLast(5))Z" }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A day of the proleptic Gregorian calendar.
struct CivilDate {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counts years from March, so that the leap day is the last of its year.
    init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Takes fixed numbers of digits off the front of a text.
private struct DigitReader {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, Unicode.Scalar(first) == character else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Milliseconds of an optional `.digits`; nil when the dot has no digit after it.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        let kept = digits.prefix(3)
        return kept.reduce(0) { $0 * 10 + Int($1 - 0x30) } * [1, 100, 10, 1][kept.count]
    }

    /// Minutes east of UTC.
    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : (skip("-") ? -1 : 0)
        guard sign != 0, let hours = number(2), skip(":"), let minutes = number(2), hours < 24,
            minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
