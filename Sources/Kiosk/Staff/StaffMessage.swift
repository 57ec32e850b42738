// Who has signed in and what they may choose from, as the staff side of the door page gets it.

import CheckinCore

struct StaffMessage: Encodable, Sendable {
    struct EventChoice: Encodable, Sendable {
        let id: String
        let title: String
    }

    let signedIn: Bool
    /// nil, as the next two: nobody has signed in.
    let id: String?
    let name: String?
    let role: String?
    let isUnlocked: Bool
    /// Nothing but a new PIN is taken from them.
    let mustChange: Bool
    /// nil when it is locked.
    let locksInSeconds: Int64?
    let causes: [String]
    let events: [EventChoice]
    let direction: String
    let event: String

    init(_ member: StaffMember?, unlockedFor: Duration?, post: Post, events: [Event]) {
        signedIn = member != nil
        id = member?.id.text
        name = member?.name.clipped
        role = member?.role.rawValue
        isUnlocked = unlockedFor != nil
        mustChange = member?.mustChange ?? false
        // Rounded up: at 0 it is locked.
        locksInSeconds = unlockedFor.map { ($0 + .milliseconds(999)).components.seconds }
        causes = Cause.allCases.filter { !$0.isRuling }.map(\.rawValue)
        self.events = events.map { EventChoice(id: $0.id.text, title: $0.title.clipped) }
        direction = post.door.direction.rawValue
        event = post.event.text
    }
}

/// Who has signed in, as the queue may read it.
struct StaffBadge: Sendable {
    /// The first word of the name.
    let name: String
    let isUnlocked: Bool

    init(_ member: StaffMember, isUnlocked: Bool) {
        name = (member.name.split(separator: " ").first.map(String.init) ?? member.id.text).clipped
        self.isUnlocked = isUnlocked
    }
}
