// What doors did that cannot all be right, for the manager's page: both sides, what the list says
// and what was decided.

import CheckinCore

struct ConflictMessage: Encodable, Sendable {
    struct Side: Encodable, Sendable {
        let device: String
        let number: Int64
        let door: String
        let time: String
        let kind: String

        init(_ placed: PlacedAttempt, identity: KioskIdentity, time: BoxTime, now: Timestamp) {
            let attempt = placed.attempt
            device = placed.journal.device.text
            number = attempt.number.value
            door = identity.doorName(attempt.door) ?? attempt.door.text
            self.time = time.near(attempt.at, now: now)
            kind = attempt.answer.kind.rawValue
        }
    }

    struct Ruling: Encodable, Sendable {
        let cause: String
        let device: String
        let staff: String?
        let time: String
    }

    let name: String
    let kind: String
    let holder: String?
    let ticket: String?
    let tier: String?
    let sides: [Side]
    /// Of a late admission: what the list says of the ticket, and since when; `not_found` where it
    /// has none such.
    let status: String?
    let since: String?
    let decision: Ruling?

    init(_ row: ConflictRow, identity: KioskIdentity, time: BoxTime, now: Timestamp) {
        let conflict = row.conflict
        name = row.name.text
        kind = conflict.kind.rawValue
        holder = row.ticket?.holder?.clipped
        ticket = row.ticket?.number.clipped ?? conflict.newest.attempt.claims?.ticket.text
        tier = row.ticket?.tier.name.clipped
        sides = [conflict.first, conflict.second].compactMap(\.self).map {
            Side($0, identity: identity, time: time, now: now)
        }
        let isLate = conflict.kind == .late
        status = isLate ? row.ticket?.status.rawValue ?? RefusalCode.notFound.rawValue : nil
        since = isLate ? row.ticket?.statusSince.map { time.near($0, now: now) } : nil
        decision = row.decision.map {
            Ruling(
                cause: $0.ruling.rawValue, device: $0.device.text, staff: $0.staff?.text,
                time: time.near($0.at, now: now))
        }
    }
}

/// The conflicts of an event for a page: those that wait for a decision first, each part with the
/// newest first.
struct ConflictsMessage: Encodable, Sendable {
    /// More than anybody settles in an evening; of more than these the oldest are not shown.
    static let maximumRows = 200

    let conflicts: [ConflictMessage]
    let total: Int

    init(_ rows: [ConflictRow], identity: KioskIdentity, time: BoxTime, now: Timestamp) {
        let newest = Array(rows.reversed())
        let inOrder = newest.filter { $0.decision == nil } + newest.filter { $0.decision != nil }
        conflicts = inOrder.prefix(Self.maximumRows).map {
            ConflictMessage($0, identity: identity, time: time, now: now)
        }
        total = rows.count
    }
}
