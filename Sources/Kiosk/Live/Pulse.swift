// The heart of the live pages: tells them that the box is there, and sends each state when it has
// changed. One pulse for all listeners: a state is read and encoded once, however many look (rows
// of the journal are not, each manager's page asks for its own). A beat must never wait for the
// database: states have a task of their own.

import CheckinCore
import Hummingbird
import WebEdge

actor Pulse {
    /// The door page says "no connection" after two seconds: four beats may go missing.
    static let beatSpan: Duration = .milliseconds(500)
    /// Between states.
    static let stateSpan: Duration = .seconds(1)
    /// Of the door's beats, each tenth is one for the venue: five seconds. The manager's page says
    /// "no connection" after twelve.
    static let beatsPerVenueBeat = 10

    private let state: KioskState
    private let door: EventHub
    private let venue: EventHub
    private let pages: String
    private let time: any TimeSource
    private var beats = 0
    /// The state that every listener has; empty while there is none.
    private var doorSent = ""
    private var venueSent = ""
    private var isSending = false

    /// `pages` changes when the pages do.
    init(state: KioskState, door: EventHub, venue: EventHub, pages: String) {
        self.state = state
        self.door = door
        self.venue = venue
        self.pages = pages
        time = state.ports.time
    }

    /// Goes on until its task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { tasks in
            tasks.addTask { await self.every(Self.beatSpan) { await self.beat() } }
            tasks.addTask { await self.every(Self.stateSpan) { await self.sendStates() } }
        }
    }

    func beat() async {
        if let text = beatText() {
            await door.signal("beat", data: text)
            if beats == 0 { await venue.signal("beat", data: text) }
        }
        if beats == 0 { await venue.retire() }
        beats = (beats + 1) % Self.beatsPerVenueBeat
    }

    /// What a page that has just connected is told first: that we live, and the state of a second
    /// ago. Without other pages none is known, and `welcome…` finds out.
    struct Greeting: Sendable {
        let frames: [ByteBuffer]
        let state: String
    }

    func doorGreeting() -> Greeting { greeting(doorSent) }

    func venueGreeting() -> Greeting { greeting(venueSent) }

    /// A page greeted so listens now: it gets what went out in between, and soon.
    func welcomeDoor(_ greeting: Greeting) {
        if greeting.state != doorSent { doorSent = "" }
        Task { await sendStates() }
    }

    func welcomeVenue(_ greeting: Greeting) {
        if greeting.state != venueSent { venueSent = "" }
        Task { await sendStates() }
    }

    /// The database is asked only while somebody looks.
    func sendStates() async {
        guard !isSending else { return }
        isSending = true
        defer { isSending = false }
        if await door.listenerCount == 0 {
            doorSent = ""
        } else if let text = try? JSONBody.text(await state.door()), text != doorSent {
            doorSent = text
            await door.signal("state", data: text)
        }
        if await venue.listenerCount == 0 {
            venueSent = ""
        } else if let text = try? JSONBody.text(await state.venue()), text != venueSent {
            venueSent = text
            await venue.signal("state", data: text)
        }
    }

    private nonisolated func every(_ span: Duration, _ work: () async -> Void) async {
        while !Task.isCancelled {
            await work()
            do {
                try await time.sleep(for: span)
            } catch {
                return
            }
        }
    }

    private func greeting(_ state: String) -> Greeting {
        var frames: [ByteBuffer] = []
        if let text = beatText() { frames.append(EventFrame.event("beat", data: text)) }
        if !state.isEmpty { frames.append(EventFrame.event("state", data: state)) }
        return Greeting(frames: frames, state: state)
    }

    private func beatText() -> String? {
        let beat = Beat(
            clock: state.time.clock(time.now()), uptime: time.uptime().milliseconds, pages: pages)
        return try? JSONBody.text(beat)
    }
}
