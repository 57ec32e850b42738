// Moments as text: 2026-11-21T19:42:00.000Z. By integer arithmetic alone, because a formatter costs
// more than the rest of an import, and no calendar of this machine may change what a file means.

import CheckinCore

enum RFC3339 {
    /// 9999-12-31T23:59:59.999Z: what four digits of a year can say.
    static let latest = Timestamp(milliseconds: 253_402_300_799_999)

    /// Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`; nil when `bytes` is anything else.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
        var text = Scanner(rest: bytes)
        guard let year = text.digits(4), text.take("-"), let month = text.digits(2),
            text.take("-"), let day = text.digits(2), text.take("T") || text.take("t"),
            let hour = text.digits(2), text.take(":"), let minute = text.digits(2), text.take(":"),
            let second = text.digits(2), (1...12).contains(month),
            (1...daysIn(month: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var milliseconds: Int64 = 0
        if text.take(".") {
            guard let fraction = text.fraction() else { return nil }
            milliseconds = fraction
        }
        guard let offset = text.offset(), text.rest.isEmpty else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return Timestamp(milliseconds: seconds * 1_000 + milliseconds)
    }

    /// In UTC; a year that four digits cannot say is written as milliseconds.
    static func text(of moment: Timestamp) -> String {
        guard (0...latest.milliseconds).contains(moment.milliseconds) else {
            return String(moment.milliseconds)
        }
        let (days, inDay) = moment.milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let date = civil(days: days)
        let (seconds, milliseconds) = inDay.quotientAndRemainder(dividingBy: 1_000)
        return pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2) + "T"
            + pad(seconds / 3_600, 2) + ":" + pad(seconds / 60 % 60, 2) + ":"
            + pad(seconds % 60, 2) + "." + pad(milliseconds, 3) + "Z"
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func daysIn(month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        if month == 2 { return isLeap ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 in the Gregorian calendar. Years begin in March here, so that the leap
    /// day is the last of its year.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let month = (month + 9) % 12
        let leapDays = floorDivide(year, 4) - floorDivide(year, 100) + floorDivide(year, 400)
        return year * 365 + leapDays + (month * 153 + 2) / 5 + day - 1 - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // A guess by the mean year is at most one off; the search ends at once.
        var year = 1970 + days * 400 / 146_097
        while Self.days(year: year + 1, month: 1, day: 1) <= days { year += 1 }
        while Self.days(year: year, month: 1, day: 1) > days { year -= 1 }
        var month: Int64 = 12
        while Self.days(year: year, month: month, day: 1) > days { month -= 1 }
        return (year, month, days - Self.days(year: year, month: month, day: 1) + 1)
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : -((-value + by - 1) / by)
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func digits(_ count: Int) -> Int64? {
            guard rest.count >= count else { return nil }
            var value: Int64 = 0
            for _ in 0..<count {
                guard let byte = rest.popFirst(), (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }

        /// At least one digit; what is finer than a millisecond is dropped.
        mutating func fraction() -> Int64? {
            var value: Int64 = 0
            var count = 0
            while let byte = rest.first, (0x30...0x39).contains(byte) {
                if count < 3 { value = value * 10 + Int64(byte - 0x30) }
                count += 1
                rest.removeFirst()
            }
            guard count > 0 else { return nil }
            return count == 1 ? value * 100 : count == 2 ? value * 10 : value
        }

        /// Seconds east of Greenwich.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let isEast = take("+")
            guard isEast || take("-"), let hours = digits(2), take(":"), let minutes = digits(2),
                hours < 24, minutes < 60
            else { return nil }
            return (hours * 3_600 + minutes * 60) * (isEast ? 1 : -1)
        }
    }
}
