// Six characters can be guessed: whoever tries five wrong codes within a minute makes this kiosk
// answer to no reservation for a minute. Pure: the journal says when, the caller says what time it
// is. It must never count a code that names something.

package import CheckinCore

package enum ReservationThrottle {
    /// Nobody mistypes five different codes in a minute; 36^6 of them take longer than any evening.
    package static let wrongCodes = 5
    package static let span: Duration = .seconds(60)

    /// Until when reservations are locked; nil when they are not. `wrong`: when each wrong code was
    /// shown last, in any order. By the wall clock, and only as far ahead as the span: a clock that
    /// was set back must not lock a door for hours.
    package static func lockedUntil(_ wrong: [Timestamp], at now: Timestamp) -> Timestamp? {
        let times = wrong.filter { $0 <= now + span }.sorted()
        var until: Timestamp?
        for (first, last) in zip(times, times.dropFirst(wrongCodes - 1))
        where last.since(first) < span && last + span > now {
            until = last + span
        }
        return until
    }
}
