// What this door is set to now, and on whose watch. Asked for every scan and every page, so it must
// never wait for anybody.

package protocol DoorSetting: Sendable {
    /// The events this door is for; at least one.
    var events: [Event] { get }

    func current() -> Post

    /// Turns the door, or gives it another of its events; nil leaves that as it is. Returns what
    /// puts everything back as it was before.
    @discardableResult
    func turn(to direction: Direction?, event: EventID?) -> @Sendable () -> Void

    /// nil: nobody has signed in any more.
    func signIn(_ staff: Staff?)
}
