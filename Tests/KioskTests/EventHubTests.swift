// The stream of events: who gets what, in which order, and what happens to those who do not read.

import CheckinCore
import CheckinTesting
import Hummingbird
import Synchronization
import Testing
import WebEdge

@Suite struct EventHubTests {
    private static func hub(
        _ time: VirtualClock = VirtualClock(), listeners: Int = 4, backlog: Int = 8,
        memory: Int = 4, lifetime: Duration? = nil
    ) -> EventHub {
        EventHub(
            limits: EventHub.Limits(
                listeners: listeners, backlog: backlog, memory: memory, replaySpan: .seconds(2),
                lifetime: lifetime),
            time: time)
    }

    /// What a listener was sent, once its stream has ended.
    private static func texts(_ subscription: EventSubscription) async -> [String] {
        var texts: [String] = []
        for await frame in subscription.frames { texts.append(String(buffer: frame)) }
        return texts
    }

    @Test func sendsWhatIsPublishedToEverybody() async throws {
        let hub = Self.hub()
        let first = try await hub.subscribe(after: nil)
        let second = try await hub.subscribe(
            after: nil, greeting: [EventFrame.event("hello", data: "you")])
        await hub.publish("verdict", data: "1")
        await hub.signal("beat", data: "2")
        await hub.close()
        let sent = ["id: \(hub.life)-1\nevent: verdict\ndata: 1\n\n", "event: beat\ndata: 2\n\n"]
        #expect(await Self.texts(first) == sent)
        #expect(await Self.texts(second) == ["event: hello\ndata: you\n\n"] + sent)
    }

    @Test func sendsWhatAListenerMissed() async throws {
        let hub = Self.hub()
        for number in 1...3 { await hub.publish("verdict", data: "\(number)") }
        let listener = try await hub.subscribe(after: "\(hub.life)-1")
        await hub.close()
        #expect(
            await Self.texts(listener) == [
                "id: \(hub.life)-2\nevent: verdict\ndata: 2\n\n",
                "id: \(hub.life)-3\nevent: verdict\ndata: 3\n\n",
            ])
    }

    @Test func neverSendsOldNewsAgain() async throws {
        let time = VirtualClock()
        let hub = Self.hub(time)
        await hub.publish("verdict", data: "old")
        time.advance(by: .seconds(3))
        await hub.publish("verdict", data: "new")
        let listener = try await hub.subscribe(after: "\(hub.life)-0")
        await hub.close()
        let texts = await Self.texts(listener)
        #expect(texts.count == 1)
        #expect(texts.first?.contains("data: new") == true)
    }

    @Test(arguments: [
        "", "-", "1", "other-1", "other-0-1", "-1", "x-99999999999999999999999999",
        String(repeating: "9", count: 100_000),
    ])
    func ignoresIdsThatAreNotItsOwn(id: String) async throws {
        let hub = Self.hub()
        await hub.publish("verdict", data: "1")
        let listener = try await hub.subscribe(after: id)
        await hub.close()
        #expect(await Self.texts(listener).isEmpty)
    }

    @Test func forgetsEventsBeyondItsMemory() async throws {
        let hub = Self.hub(memory: 4)
        for number in 1...10 { await hub.publish("verdict", data: "\(number)") }
        let listener = try await hub.subscribe(after: "\(hub.life)-0")
        await hub.close()
        #expect(await Self.texts(listener).count == 4)
    }

    @Test func disconnectsAListenerThatDoesNotReadAndSparesTheOthers() async throws {
        let hub = Self.hub(backlog: 8)
        let cuts = Mutex(0)
        let slow = try await hub.subscribe(after: nil, disconnect: { cuts.withLock { $0 += 1 } })
        let quick = try await hub.subscribe(after: nil)
        var reader = quick.frames.makeAsyncIterator()
        for number in 1...20 {
            await hub.publish("verdict", data: "\(number)")
            let frame = try #require(await reader.next())
            #expect(String(buffer: frame).contains("data: \(number)\n"))
        }
        #expect(cuts.withLock { $0 } == 1)
        #expect(await hub.listenerCount == 1)
        // No more than its backlog was ever kept for it.
        #expect(await Self.texts(slow).count == 8)
    }

    @Test func forgetsAListenerThatWentAway() async throws {
        let hub = Self.hub()
        let listener = try await hub.subscribe(after: nil)
        #expect(await hub.listenerCount == 1)
        listener.end()
        try await until { await hub.listenerCount == 0 }
    }

    @Test func forgetsAListenerThatNeverReadItsStream() async throws {
        let hub = Self.hub()
        do { _ = try await hub.subscribe(after: nil) }
        try await until { await hub.listenerCount == 0 }
    }

    @Test func letsOnlySoManyIn() async throws {
        let hub = Self.hub(listeners: 2)
        let held = [try await hub.subscribe(after: nil), try await hub.subscribe(after: nil)]
        await #expect(throws: Problem.tooManyListeners) { try await hub.subscribe(after: nil) }
        await hub.close()
        for one in held { #expect(await Self.texts(one).isEmpty) }
        await #expect(throws: Problem.tooManyListeners) { try await hub.subscribe(after: nil) }
    }

    @Test func endsStreamsThatHaveLivedLongEnough() async throws {
        let time = VirtualClock()
        let hub = Self.hub(time, lifetime: .minutes(15))
        let old = try await hub.subscribe(after: nil)
        time.advance(by: .minutes(10))
        let young = try await hub.subscribe(after: nil)
        time.advance(by: .minutes(6))
        await hub.retire()
        #expect(await hub.listenerCount == 1)
        #expect(await Self.texts(old).isEmpty)
        young.end()
    }

    @Test func keepsLineBreaksInsideTheirEvent() {
        let frame = String(buffer: EventFrame.event("x", data: "a\nb\r\nc\rdata: d"))
        #expect(frame == "event: x\ndata: a\ndata: b\ndata: c\ndata: data: d\n\n")
    }

    /// A name may hold them, and the format does not take them for line ends.
    @Test(arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}"])
    func keepsWhatOnlyLooksLikeALineBreak(separator: String) {
        let frame = String(buffer: EventFrame.event("x", data: "a\(separator)b"))
        #expect(frame == "event: x\ndata: a\(separator)b\n\n")
    }

    @Test func keepsEmptyLines() {
        let frame = String(buffer: EventFrame.event("x", data: "\r\n\n\ra\r"))
        #expect(frame == "event: x\ndata: \ndata: \ndata: \ndata: a\ndata: \n\n")
    }
}
