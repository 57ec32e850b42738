// The heart of the live pages: tells the door page twice a second that the box is there, and sends
// each state when it has changed. One pulse for all listeners, so that a hundred managers cost as
// much as one.

import CheckinCore
import Hummingbird
import WebEdge

actor Pulse {
    /// The door page says "no connection" after two seconds: four beats may go missing.
    static let beatSpan: Duration = .milliseconds(500)
    /// Between states, in beats: once a second.
    private static let beatsPerState = 2
    /// Between comments that keep quiet venue streams open, in beats: five seconds.
    private static let beatsPerComment = 10

    private let state: KioskState
    private let door: EventHub
    private let venue: EventHub
    private let time: any TimeSource
    private var beats = 0
    private var doorSent = ""
    private var venueSent = ""

    init(state: KioskState, door: EventHub, venue: EventHub) {
        self.state = state
        self.door = door
        self.venue = venue
        time = state.ports.time
    }

    /// Beats until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await beat()
            do {
                try await time.sleep(for: Self.beatSpan)
            } catch {
                return
            }
        }
    }

    func beat() async {
        if let beat = beatText() { await door.signal("beat", data: beat) }
        if beats % Self.beatsPerState == 0 { await sendStates() }
        if beats % Self.beatsPerComment == 0 {
            await venue.keepAlive()
            await venue.retire()
        }
        beats = (beats + 1) % Self.beatsPerComment
    }

    /// What a door page that has just connected is told first.
    func doorGreeting() async -> [ByteBuffer] {
        var frames: [ByteBuffer] = []
        if let beat = beatText() { frames.append(EventFrame.event("beat", data: beat)) }
        if let text = try? JSONBody.text(await state.door()) {
            frames.append(EventFrame.event("state", data: text))
        }
        return frames
    }

    func venueGreeting() async -> [ByteBuffer] {
        guard let text = try? JSONBody.text(await state.venue()) else {
            return []
        }
        return [EventFrame.event("state", data: text)]
    }

    private func beatText() -> String? {
        try? JSONBody.text(Beat(clock: state.time.clock(time.now()), life: door.life))
    }

    /// The database is asked only while somebody looks.
    private func sendStates() async {
        if await door.listenerCount > 0, let text = try? JSONBody.text(await state.door()),
            text != doorSent
        {
            doorSent = text
            await door.signal("state", data: text)
        }
        if await venue.listenerCount > 0, let text = try? JSONBody.text(await state.venue()),
            text != venueSent
        {
            venueSent = text
            await venue.signal("state", data: text)
        }
    }
}
