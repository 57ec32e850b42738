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
        /// The events this door is for, with the rules that hold; at least one.
        var events: [Event]
    }

    /// No shift is longer; what a door was turned to yesterday is no business of today's.
    private static let evening: Duration = .hours(12)

    private let setting: Mutex<Setting>
    private let time: any TimeSource
    private let isTrusted: @Sendable (Timestamp) -> Bool

    init(
        door: Door, events: [Event], event: EventChoice, time: any TimeSource,
        isTrusted: @escaping @Sendable (Timestamp) -> Bool
    ) {
        precondition(!events.isEmpty, "a configuration without an event is refused")
        var fixed: EventID?
        if case .fixed(let id) = event { fixed = id }
        setting = Mutex(Setting(door: door, event: fixed, staff: nil, events: events))
        self.time = time
        self.isTrusted = isTrusted
    }

    var events: [Event] { setting.withLock(\.events) }

    /// The rules that hold now, where they are of an event of this door.
    func learn(_ rules: [Event]) {
        setting.withLock { setting in
            setting.events = setting.events.map { known in
                rules.first { $0.id == known.id } ?? known
            }
        }
    }

    func current() -> Post { post() }

    /// `claimed`: the event of the code that is being shown, when it is known.
    func post(for claimed: EventID? = nil) -> Post {
        let now = time.now()
        let setting = setting.withLock { $0 }
        return Post(
            event: event(setting, for: claimed, at: now), door: setting.door,
            timeTrusted: isTrusted(now), staff: setting.staff)
    }

    private func event(
        _ setting: Setting, for claimed: EventID?, at now: Timestamp
    ) -> EventID {
        setting.event ?? Tonight.event(for: claimed, among: setting.events, at: now)?.id
            ?? setting.events[0].id
    }

    @discardableResult
    func turn(to direction: Direction?, event: EventID?) -> @Sendable () -> Void {
        let before = setting.withLock { setting in
            defer {
                if let direction { setting.door.direction = direction }
                if let event, setting.events.contains(where: { $0.id == event }) {
                    setting.event = event
                }
            }
            return setting
        }
        return {
            self.setting.withLock { setting in
                setting.door = before.door
                setting.event = before.event
            }
        }
    }

    /// As staff turned the door before the box started anew, while it is still the same evening.
    func resume(_ turn: Attempt) {
        let (now, setting) = (time.now(), setting.withLock { $0 })
        guard turn.door == setting.door.id else { return }
        // A clock that knows no time cannot say that the evening is over.
        guard !isTrusted(now) || turn.at <= now && now <= turn.at + Self.evening else { return }
        let own = event(setting, for: nil, at: turn.at)
        // Where it was left to choose by itself, it goes on choosing.
        self.turn(to: turn.direction, event: turn.event == own ? nil : turn.event)
    }

    /// nil: nobody has signed in any more.
    func signIn(_ staff: Staff?) { setting.withLock { $0.staff = staff } }
}
