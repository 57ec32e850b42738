// How the box and its event stand, as the pages get it. Computed once a second for all of them.

import CheckinCore

struct ConditionMessage: Encodable, Sendable {
    let code: String
    let severity: String
    let title: String
    let remedy: String
    let detail: String

    init(_ condition: Condition) {
        code = condition.kind.code.rawValue
        severity = condition.kind.severity.rawValue
        title = condition.kind.title
        remedy = condition.kind.remedy
        detail = condition.detail.clipped
    }
}

/// What is known of the event's standing: no event and no answer are different things, and neither
/// is a zero.
enum KnownStanding: Sendable {
    case known(Standing)
    case noEvent
    case unreadable

    init(_ standing: Standing?) { self = standing.map(Self.known) ?? .noEvent }

    var standing: Standing? {
        if case .known(let standing) = self { standing } else { nil }
    }

    var isReadable: Bool {
        if case .unreadable = self { false } else { true }
    }
}

/// How old the ticket list is. The pages say it in their own language.
struct ListMessage: Encodable, Sendable {
    /// Whole minutes; nil when there is no list.
    let ageMinutes: Int64?
    /// fresh, ageing, stale or missing; unknown when the journal cannot be read.
    let level: String

    init(_ known: KnownStanding, now: Timestamp) {
        guard let event = known.standing?.event, let asOf = known.standing?.snapshotAsOf else {
            ageMinutes = nil
            level = known.isReadable ? "missing" : "unknown"
            return
        }
        let age = max(.zero, now.since(asOf))
        ageMinutes = age.components.seconds / 60
        level =
            switch staleness(of: event, asOf: asOf, at: now) {
            case .fresh: "fresh"
            case .ageing: "ageing"
            case .stale: "stale"
            }
    }
}

/// Words of a manager, until somebody has touched them away.
struct WordsMessage: Encodable, Sendable {
    let id: String
    let text: String
    /// When they were said, by the clock of the place.
    let clock: String
}

/// What the door page shows while nobody is being answered.
struct DoorState: Encodable, Sendable {
    let event: String?
    let eventID: String
    let door: String
    let direction: String
    /// The number of the emergency that holds; nil when none does.
    let emergency: Int64?
    /// Who has signed in, by first name; nil: nobody.
    let staff: String?
    let staffIsUnlocked: Bool
    /// nil, as the next two: not known now.
    let inside: Int?
    let admitted: Int?
    let sold: Int?
    let capacity: Int?
    let list: ListMessage
    let conditions: [ConditionMessage]
    let messages: [WordsMessage]
    /// Whether a guest's name may be shown here.
    let showsNames: Bool
    let picture: LivePicture
    let language: String

    init(
        _ known: KnownStanding, conditions: [Condition], identity: KioskIdentity, post: Post,
        staff: StaffBadge? = nil, messages: [WordsMessage] = [], now: Timestamp
    ) {
        let standing = known.standing
        self.messages = messages
        event = standing?.event.title.clipped
        eventID = post.event.text
        door = post.door.name.clipped
        direction = post.door.direction.rawValue
        emergency = standing?.emergency?.value
        self.staff = staff?.name
        staffIsUnlocked = staff?.isUnlocked ?? false
        inside = standing?.inside
        admitted = standing?.admitted
        sold = standing?.sold
        capacity = standing?.event.capacity?.limit
        list = ListMessage(known, now: now)
        self.conditions = conditions.map(ConditionMessage.init)
        showsNames = identity.showsNames
        picture = identity.picture
        language = identity.language
    }
}

/// The beat that tells a page that somebody is there, and what time it is.
struct Beat: Encodable, Sendable {
    let clock: String
    /// Milliseconds of the box's own uptime: by it a page knows how old an answer is.
    let uptime: Int64
    /// Changes when the pages do, or their language; a page that stands then loads itself anew.
    let pages: String
}
