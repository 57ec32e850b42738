// The door's screen as the rest of the box sees it: somewhere to show an answer, and somebody who
// looks or does not. It must never say that it is watched because a connection happens to be open:
// only a page that keeps painting says so.

package import CheckinCore
import WebEdge

package actor DoorScreen: DoorDisplay {
    /// A painting page reports every second; three missed reports are a dead one.
    package static let watchSpan: Duration = .seconds(3)
    /// A verdict missed for longer is history: the guest is elsewhere by then.
    private static let replaySpan: Duration = .seconds(2)
    /// Door pages on one box: the kiosk's, and a few for whoever mends it.
    private static let maximumPages = 16

    nonisolated let hub: EventHub
    nonisolated let words: Words
    nonisolated let identity: KioskIdentity
    private let time: any TimeSource
    private var paintedAt: Uptime?

    package init(words: Words, identity: KioskIdentity, time: any TimeSource) {
        self.words = words
        self.identity = identity
        self.time = time
        hub = EventHub(
            limits: EventHub.Limits(listeners: Self.maximumPages, replaySpan: Self.replaySpan),
            time: time)
    }

    package func show(_ announcement: Announcement) async {
        let message = VerdictMessage(
            announcement, words: words, identity: identity, now: time.now(),
            uptime: time.uptime())
        // Encoding our own values of text and numbers cannot fail.
        guard let text = try? JSONBody.text(message) else { return }
        await hub.publish("verdict", data: text)
    }

    package func isWatched() async -> Bool {
        guard let paintedAt, time.uptime().since(paintedAt) < Self.watchSpan else { return false }
        return await hub.listenerCount > 0
    }

    /// A page has just painted a frame.
    func hasPainted() { paintedAt = time.uptime() }
}
