// What one rule has to say about one presentation. A rule is a pure function from a `Matter` to a
// `Finding`; it must never know which rules come before or after it.

internal import CheckinCore

/// Everything a rule may look at: a genuine code for this event, at an entry.
struct Matter {
    let claims: Claims
    let ticket: Ticket?
    let history: History
    let policy: Policy
    /// Staff have confirmed what the event wants confirmed.
    let isConfirmed: Bool
    let now: Timestamp

    var event: Event { policy.event }

    /// The guest is inside, in an area from which this door may be entered: they come from there.
    var isMove: Bool {
        guard history.presence.isInside, let from = history.presence.area,
            let area = event.area(policy.door.area), area.id != from
        else { return false }
        return area.movesFrom.contains(from)
    }

    /// The platform says that the guest went in, wherever that was.
    var isMarkedUsed: Bool { ticket?.status == .used }

    /// How often the guest went in, as far as anybody told us: the platform's mark stands for an
    /// entry that was not recorded here.
    var entries: Int { max(history.presence.entries, isMarkedUsed ? 1 : 0) }
}

enum Finding: Hashable {
    case pass
    /// Go on, and tell staff.
    case note(VerdictFlag)
    /// Go on; if the guest goes in, it is on the code's word alone.
    case unlisted
    /// Stop: this is the answer nobody saw, so say it again.
    case again(UnseenAdmission)
    /// Stop: this is the reason.
    case refuse(Refusal)
}
