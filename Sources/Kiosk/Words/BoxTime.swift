// Moments as people at the door read them: in the time zone of the box. Moments come from codes and
// lists, so any number must do; what lies outside the years of the calendar is clamped.

import CheckinCore
import Foundation

struct BoxTime: Sendable {
    private let zone: TimeZone

    /// nil: the zone the box is set to. An unknown name counts as UTC.
    init(zone name: String? = nil) {
        zone = name.map { TimeZone(identifier: $0) ?? .gmt } ?? .current
    }

    /// `19:42`.
    func clock(_ moment: Timestamp) -> String { String(local(moment).dropFirst(11).prefix(5)) }

    /// `19:42:07`.
    func seconds(_ moment: Timestamp) -> String { String(local(moment).dropFirst(11).prefix(8)) }

    /// `19:42` today, `20/11 19:42` on another day, with the year when that is another one.
    func near(_ moment: Timestamp, now: Timestamp) -> String {
        let (day, today) = (local(moment).prefix(10), local(now).prefix(10))
        let time = clock(moment)
        guard day != today else { return time }
        let parts = day.split(separator: "-")
        let date = "\(parts[2])/\(parts[1])"
        return day.prefix(4) == today.prefix(4) ? "\(date) \(time)" : "\(date)/\(parts[0]) \(time)"
    }

    /// RFC 3339's digits, moved to the zone.
    private func local(_ moment: Timestamp) -> String {
        let years: ClosedRange<Int64> = 0...253_370_764_799_000  // 1970 to the end of 9998
        let milliseconds = min(max(moment.milliseconds, years.lowerBound), years.upperBound)
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
        let offset = Duration.seconds(zone.secondsFromGMT(for: date))
        return (Timestamp(milliseconds: milliseconds) + offset).rfc3339
    }
}
