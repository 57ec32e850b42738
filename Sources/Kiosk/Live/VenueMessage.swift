// How the event stands, for the manager's page.

import CheckinCore

struct VenueState: Encodable, Sendable {
    struct TierRow: Encodable, Sendable {
        let name: String
        let color: String?
        let inside: Int
        let admitted: Int
        let sold: Int
        let capacity: Int?
    }

    struct Minute: Encodable, Sendable {
        let time: String
        let entries: Int
    }

    struct RefusalRow: Encodable, Sendable {
        let code: String
        let count: Int
    }

    let event: String?
    let door: String
    let direction: String
    /// The number of the emergency that holds: what an all-clear names; nil when none does.
    let emergency: Int64?
    let clock: String
    /// nil, as the next two: not known now.
    let inside: Int?
    let admitted: Int?
    let sold: Int?
    let capacity: Int?
    let capacityIsHard: Bool
    let tiers: [TierRow]
    /// nil, as the next: not known now.
    let arrivals: [Minute]?
    let refusals: [RefusalRow]?
    let list: ListMessage
    let conditions: [ConditionMessage]
    /// How many conflicts wait for a decision; nil, as the next: not known now.
    let undecided: Int?
    /// Another number for another list of conflicts: the page asks for them only when it changed.
    let conflicts: Int?
    /// The newest attempt: the page asks for rows only when it changed.
    let newest: Int64?

    init(
        _ known: KnownStanding, conflicts: [ConflictRow]?, conditions: [Condition], post: Post,
        time: BoxTime,
        now: Timestamp
    ) {
        let standing = known.standing
        event = standing?.event.title.clipped
        door = post.door.name.clipped
        direction = post.door.direction.rawValue
        emergency = standing?.emergency?.value
        clock = time.clock(now)
        inside = standing?.inside
        admitted = standing?.admitted
        sold = standing?.sold
        capacity = standing?.event.capacity?.limit
        capacityIsHard = standing?.event.capacity?.isHard ?? false
        tiers = (standing?.tiers ?? []).map {
            TierRow(
                name: $0.tier.name.clipped, color: $0.tier.color?.asColor, inside: $0.inside,
                admitted: $0.admitted, sold: $0.sold, capacity: $0.tier.capacity?.limit)
        }
        arrivals = standing?.arrivals.map {
            Minute(time: time.clock($0.minute), entries: $0.entries)
        }
        refusals = standing?.refusals.map {
            RefusalRow(code: $0.code.rawValue, count: $0.count)
        }
        list = ListMessage(known, now: now)
        self.conditions = conditions.map(ConditionMessage.init)
        undecided = conflicts?.count { $0.decision == nil }
        // For as long as this process lives, and small enough for a number of JavaScript's.
        self.conflicts = conflicts.map { $0.hashValue & 0xFFFF_FFFF }
        newest = known.isReadable ? standing?.newest?.value ?? 0 : nil
    }
}

/// One line of the journal for the manager's table.
struct AttemptMessage: Encodable, Sendable {
    let number: Int64
    let time: String
    let door: String
    let direction: String
    let source: String
    let kind: String
    let reason: String?
    let color: String
    let flags: [String]
    /// An answer given again because nobody had seen it.
    let isRepeat: Bool
    let holder: String?
    let ticket: String?
    let tier: String?

    init(_ row: AttemptRow, identity: KioskIdentity, time: BoxTime, now: Timestamp) {
        let attempt = row.attempt
        number = attempt.number.value
        let near = time.near(attempt.at, now: now)
        self.time = near.contains("/") ? near : time.seconds(attempt.at)
        door = identity.doorName(attempt.door) ?? attempt.door.text
        direction = attempt.direction.rawValue
        source = attempt.source.rawValue
        kind = attempt.answer.kind.rawValue
        reason = attempt.answer.reason
        color = Look.of(attempt.answer).color.rawValue
        flags = attempt.answer.verdict?.flags.map(\.rawValue) ?? []
        isRepeat = attempt.answer.verdict?.repeats != nil
        holder = row.ticket?.holder?.clipped
        ticket = row.ticket?.number.clipped
        tier = row.ticket?.tier.name.clipped
    }
}
