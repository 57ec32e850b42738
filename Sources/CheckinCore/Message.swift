// What doors are told: a manager's words, an emergency, and its end. Texts come from elsewhere and
// are shown as text only.

package enum MessageKind: String, Sendable, CaseIterable {
    case message
    case emergency
    case allClear = "all_clear"
}

package struct Message: Hashable, Sendable {
    /// The most bytes of a text that are taken, here and by the server.
    package static let maximumTextBytes = 1_000

    /// A UUID, chosen by whoever says it: said again, it is the same message.
    package let id: MessageID
    package let event: EventID
    package let kind: MessageKind
    package let text: String
    /// The box that says it; nil where the server does.
    package let device: DeviceID?
    /// The number of who says it, where they have one that others know.
    package let staff: StaffID?
    /// The emergency that an all-clear ends.
    package let ends: MessageID?
    package let at: Timestamp

    package init(
        id: MessageID, event: EventID, kind: MessageKind, text: String = "",
        device: DeviceID? = nil, staff: StaffID? = nil, ends: MessageID? = nil, at: Timestamp
    ) {
        self.id = id
        self.event = event
        self.kind = kind
        self.text = text
        self.device = device
        self.staff = staff
        self.ends = ends
        self.at = at
    }
}

package typealias MessageID = Identifier<Message>
