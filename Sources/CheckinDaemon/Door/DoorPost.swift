// What this door is set to, and who has signed in: the answer to "where and on whose watch" for
// every scan. Shared by everybody who asks and the few who set it; it must never wait for anybody.

import CheckinCore
import Synchronization
import Validation

final class DoorPost: DoorSetting {
    private struct Setting {
        var door: Door
        /// nil: whichever event is on.
        var event: EventID?
        var staff: Staff?
    }

    private let setting: Mutex<Setting>
    /// The events this door is for; at least one.
    let events: [Event]
    private let time: any TimeSource
    private let isTrusted: @Sendable (Timestamp) -> Bool

    init(
        door: Door, events: [Event], event: EventChoice, time: any TimeSource,
        isTrusted: @escaping @Sendable (Timestamp) -> Bool
    ) {
        precondition(!events.isEmpty, "a configuration without an event is refused")
        var fixed: EventID?
        if case .fixed(let id) = event { fixed = id }
        setting = Mutex(Setting(door: door, event: fixed, staff: nil))
        self.events = events
        self.time = time
        self.isTrusted = isTrusted
    }

    func current() -> Post { post() }

    /// `claimed`: the event of the code that is being shown, when it is known.
    func post(for claimed: EventID? = nil) -> Post {
        let now = time.now()
        let setting = setting.withLock { $0 }
        let event =
            setting.event
            ?? Tonight.event(for: claimed, among: events, at: now)?.id ?? events[0].id
        return Post(
            event: event, door: setting.door, timeTrusted: isTrusted(now), staff: setting.staff)
    }

    /// Turns the door, or gives it another of its events; nil leaves that as it is.
    func turn(to direction: Direction?, event: EventID?) {
        setting.withLock { setting in
            if let direction { setting.door.direction = direction }
            if let event, events.contains(where: { $0.id == event }) { setting.event = event }
        }
    }

    /// nil: nobody has signed in any more.
    func signIn(_ staff: Staff?) { setting.withLock { $0.staff = staff } }
}
