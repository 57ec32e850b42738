// The streams over real connections, the screen that is watched or not, and stopping.

import CheckinCore
import CheckinTesting
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Testing
import WebEdge

@testable import Kiosk

@Suite struct LiveTests {
    @Test func deliversVerdictsOverTheStream() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.live) { client in
            async let answer = client.get("/api/v1/door/events")
            try await until { await kiosk.screen.hub.listenerCount == 1 }
            try await until { await !kiosk.server.pulse.doorGreeting().state.isEmpty }
            await kiosk.screen.show(
                Kiosk.announcement(.verdict(Verdict(.refused(.blocked(since: nil))))))
            await kiosk.screen.hub.close()
            let stream = try await answer
            #expect(stream.headers[.contentType] == "text/event-stream")
            let text = stream.text
            #expect(text.hasPrefix("retry: 500\n\n"))
            let order = ["event: beat\n", "event: state\n", "event: verdict\n"]
            let places = order.compactMap { text.range(of: $0)?.lowerBound }
            #expect(places.count == 3)
            #expect(places == places.sorted())
            #expect(text.contains(#""reason":"blocked""#))
            #expect(text.contains(#""hi":{"#))
        }
    }

    @Test func deliversWhatWasMissedAfterAReconnect() async throws {
        let kiosk = try Kiosk()
        for outcome in [Outcome.admitted, .exited] {
            await kiosk.screen.show(Kiosk.announcement(.verdict(Verdict(outcome))))
        }
        try await kiosk.server.doorApplication().test(.live) { client in
            let last = "\(kiosk.screen.hub.life)-1"
            async let answer = client.get("/api/v1/door/events", headers: [.lastEventID: last])
            try await until { await kiosk.screen.hub.listenerCount == 1 }
            await kiosk.screen.hub.close()
            let text = try await answer.text
            #expect(text.contains(#""kind":"exited""#))
            #expect(!text.contains(#""kind":"admitted""#))
        }
    }

    @Test func forgetsAPageWhoseConnectionClosed() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.live) { client in
            let page = TestClient(host: "127.0.0.1", port: try #require(client.port))
            page.connect()
            try await page.executeAndDontWaitForResponse(
                TestClient.Request("/api/v1/door/events", method: .get, authority: "localhost"))
            try await until { await kiosk.screen.hub.listenerCount == 1 }
            try await page.shutdown()
            try await until { await kiosk.screen.hub.listenerCount == 0 }
        }
    }

    @Test func isWatchedOnlyByAPageThatPaints() async throws {
        let kiosk = try Kiosk()
        #expect(await !kiosk.screen.isWatched())
        let page = try await kiosk.screen.hub.subscribe(after: nil)
        #expect(await !kiosk.screen.isWatched(), "an open connection is not an eye")
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post("/api/v1/door/alive", "{}")
            #expect(answer.status == .noContent)
        }
        #expect(await kiosk.screen.isWatched())
        kiosk.time.advance(by: DoorScreen.watchSpan)
        #expect(await !kiosk.screen.isWatched(), "a page that stopped painting is dead")
        await kiosk.screen.hasPainted()
        #expect(await kiosk.screen.isWatched())
        page.end()
        try await until { await !kiosk.screen.isWatched() }
    }

    @Test func sendsAStateOnlyWhenItChanged() async throws {
        let kiosk = try Kiosk()
        let page = try await kiosk.screen.hub.subscribe(after: nil)
        for _ in 0..<6 {
            await kiosk.server.pulse.beat()
            await kiosk.server.pulse.sendStates()
            kiosk.time.advance(by: Pulse.beatSpan)
        }
        await kiosk.box.hold(.cameraMissing)
        for _ in 0..<2 { await kiosk.server.pulse.sendStates() }
        await kiosk.screen.hub.close()
        var texts: [String] = []
        for await frame in page.frames { texts.append(String(buffer: frame)) }
        #expect(texts.filter { $0.contains("event: beat") }.count == 6)
        let states = texts.filter { $0.contains("event: state") }
        #expect(states.count == 2)
        #expect(states.last?.contains("camera_missing") == true)
    }

    @Test func readsNothingWhileNobodyLooks() async throws {
        let kiosk = try Kiosk()
        for _ in 0..<20 {
            await kiosk.server.pulse.beat()
            await kiosk.server.pulse.sendStates()
            kiosk.time.advance(by: Pulse.beatSpan)
        }
        #expect(await kiosk.box.standingReads == 0)
    }

    @Test func goesOnBeatingWhileTheJournalCannotBeRead() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.fail()
        await kiosk.box.hold(.journalFailed)
        let page = try await kiosk.screen.hub.subscribe(after: nil)
        for _ in 0..<4 { await kiosk.server.pulse.beat() }
        await kiosk.server.pulse.sendStates()
        await kiosk.screen.hub.close()
        var texts: [String] = []
        for await frame in page.frames { texts.append(String(buffer: frame)) }
        #expect(texts.filter { $0.contains("event: beat") }.count == 4)
        #expect(texts.contains { $0.contains("journal_failed") })
    }

    /// A disk that hangs must not look like a dead box, and a new page must hear of it at once.
    @Test func goesOnBeatingWhileTheJournalDoesNotAnswer() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.hang()
        let page = try await kiosk.screen.hub.subscribe(after: nil)
        let running = Task { await kiosk.server.pulse.run() }
        try await until { await kiosk.box.standingReads == 1 }
        for _ in 0..<6 {
            let deadline = kiosk.time.uptime() + Pulse.beatSpan
            try await until {
                kiosk.time.uptime() >= deadline || kiosk.time.advanceToNextDeadline()
            }
        }
        let greeting = await kiosk.server.pulse.doorGreeting()
        #expect(greeting.frames.count == 1, "the beat alone")
        await kiosk.box.answerAgain()
        running.cancel()
        await running.value
        await kiosk.screen.hub.close()
        var texts: [String] = []
        for await frame in page.frames { texts.append(String(buffer: frame)) }
        let firstState = texts.firstIndex { $0.contains("event: state") } ?? texts.count
        #expect(texts[..<firstState].filter { $0.contains("event: beat") }.count >= 6)
    }

    @Test func tellsManagersEveryFiveSecondsThatItLives() async throws {
        let kiosk = try Kiosk()
        let page = try await kiosk.server.venueHub.subscribe(after: nil)
        for _ in 0..<21 {
            await kiosk.server.pulse.beat()
            kiosk.time.advance(by: Pulse.beatSpan)
        }
        await kiosk.server.venueHub.close()
        var texts: [String] = []
        for await frame in page.frames { texts.append(String(buffer: frame)) }
        #expect(texts.count == 3)
        #expect(texts.allSatisfy { $0.hasPrefix("event: beat\n") })
    }

    /// A page is to load itself anew when its files changed, not when the process did.
    @Test func saysWhichPagesItServes() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "pages-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var versions: [String] = []
        for (name, text) in [("a.js", "1"), ("a.js", "1"), ("a.js", "2"), ("b.js", "2")] {
            try Data(text.utf8).write(to: folder.appending(path: name))
            versions.append(try StaticFiles(folder: folder.path).version)
        }
        #expect(versions[0] == versions[1])
        #expect(Set(versions).count == 3)
        let kiosk = try Kiosk()
        let version = try StaticFiles(folder: Kiosk.resources).version
        let frames = await kiosk.server.pulse.doorGreeting().frames
        let beat = String(buffer: try #require(frames.first))
        #expect(beat.contains(#""pages":"\#(version)-en""#))
    }

    /// By it a page knows that an answer it gets after a reconnect is old.
    @Test func saysWhenAnAnswerWasGiven() async throws {
        let kiosk = try Kiosk()
        kiosk.time.advance(by: .milliseconds(1_250))
        let page = try await kiosk.screen.hub.subscribe(after: nil)
        await kiosk.screen.show(Kiosk.announcement(.verdict(Verdict(.admitted))))
        await kiosk.screen.hub.close()
        for await frame in page.frames {
            #expect(String(buffer: frame).contains(#""uptime":1250"#))
        }
    }

    @Test func servesBothListenersAndStopsWithAnOpenStream() async throws {
        let kiosk = try Kiosk(venue: true)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [kiosk.server], logger: Logger(label: "kiosk-tests")))
        async let running: Void = group.run()
        let (door, venue) = (
            await kiosk.ports.port(of: .door), await kiosk.ports.port(of: .venue)
        )
        #expect(door != venue)
        let network = TestClient(host: "127.0.0.1", port: venue)
        network.connect()
        let refused = try await network.execute(
            TestClient.Request("/api/v1/venue/state", method: .get, authority: "box.local"))
        #expect(refused.status == .unauthorized)
        let page = TestClient(host: "127.0.0.1", port: door)
        page.connect()
        try await page.executeAndDontWaitForResponse(
            TestClient.Request("/api/v1/door/events", method: .get, authority: "localhost"))
        try await until { await kiosk.screen.hub.listenerCount == 1 }
        try await network.shutdown()

        let start = ContinuousClock.now
        await group.triggerGracefulShutdown()
        try await running
        // A tenth of a second on an idle machine, which this one may not be; a stream that is
        // waited for lives for minutes.
        #expect(ContinuousClock.now - start < .seconds(30))
        try await page.shutdown()
    }

    @Test func saysWhenItsPortIsTaken() async throws {
        let first = try Kiosk()
        try await first.server.doorApplication().test(.live) { client in
            let port = try #require(client.port)
            let address = ListenAddress(host: "localhost", port: port)
            let second = try KioskServer(
                configuration: KioskConfiguration(resources: Kiosk.resources, door: address),
                ports: KioskPorts(
                    venue: first.box, conflicts: first.box, health: first.box,
                    admissions: first.box,
                    acknowledgements: first.box, orders: first.crew, staff: first.crew,
                    search: first.crew, setting: first.setting, time: first.time),
                screen: first.screen, logger: Logger(label: "kiosk-tests"))
            await #expect(throws: KioskFault.cannotListen(address: "\(address)")) {
                try await second.run()
            }
        }
    }
}
