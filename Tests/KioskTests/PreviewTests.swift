// The camera's live picture over HTTP: the newest one, to few, on the box itself.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Testing

@testable import Kiosk

/// A camera whose next picture comes when the test says so.
private actor StubCamera: PreviewSource {
    private(set) var asked: [UInt64] = []
    private(set) var patience: [Duration] = []
    private var waiting: [CheckedContinuation<PreviewPicture?, Never>] = []

    /// Deaf to cancellation: nobody may depend on a camera's manners.
    func picture(after number: UInt64, patience: Duration) async -> PreviewPicture? {
        asked.append(number)
        self.patience.append(patience)
        return await withCheckedContinuation { waiting.append($0) }
    }

    func give(_ picture: PreviewPicture?) {
        for one in waiting { one.resume(returning: picture) }
        waiting = []
    }

    var waitingCount: Int { waiting.count }
}

@Suite struct PreviewTests {
    private static let path = "/api/v1/door/preview"
    private static let picture = PreviewPicture(number: 41, jpeg: [0xFF, 0xD8, 0x00, 0xFF, 0xD9])
    private let camera = StubCamera()

    @Test func givesTheNextPictureWithItsNumber() async throws {
        let kiosk = try Kiosk(preview: camera)
        try await kiosk.server.doorApplication().test(.router) { client in
            async let answer = client.get("\(Self.path)?after=40")
            try await until { await camera.waitingCount == 1 }
            await camera.give(Self.picture)
            let got = try await answer
            #expect(got.status == .ok)
            #expect(got.headers[.contentType] == "image/jpeg")
            #expect(got.headers[.cacheControl] == "no-store")
            #expect(got.headers[PreviewRoute.numberHeader] == "41")
            #expect(got.headers[.contentSecurityPolicy] != nil)
            #expect(Array(got.body.readableBytesView) == Self.picture.jpeg)
            #expect(await camera.asked == [40])
            #expect(try #require(await camera.patience.first) <= .seconds(2))
        }
    }

    @Test func saysThatNoneCame() async throws {
        let kiosk = try Kiosk(preview: camera)
        try await kiosk.server.doorApplication().test(.router) { client in
            async let answer = client.get(Self.path)
            try await until { await camera.waitingCount == 1 }
            await camera.give(nil)
            let got = try await answer
            #expect(got.status == .noContent)
            #expect(got.headers[.cacheControl] == "no-store")
            #expect(got.body.readableBytes == 0)
            #expect(await camera.asked == [0])
        }
    }

    @Test func saysThatThereIsNoCamera() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let got = try await client.get(Self.path)
            #expect(got.status == .notFound)
            #expect(got.problem == "no_camera")
        }
    }

    @Test(arguments: ["-1", "x", "+1", "", "1.0", "18446744073709551616", "%31x"])
    func takesOnlyANumber(text: String) async throws {
        let kiosk = try Kiosk(preview: camera)
        try await kiosk.server.doorApplication().test(.router) { client in
            let got = try await client.get("\(Self.path)?after=\(text)")
            #expect(got.status == .badRequest)
            #expect(got.problem == "out_of_range")
            #expect(await camera.asked.isEmpty)
        }
    }

    @Test func letsAFewWaitAndNoMore() async throws {
        let kiosk = try Kiosk(preview: camera)
        try await kiosk.server.doorApplication().test(.router) { client in
            try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { pages in
                for _ in 0..<PreviewDesk.maximumWaiting {
                    pages.addTask { try await client.get(Self.path).status }
                }
                try await until { await camera.waitingCount == PreviewDesk.maximumWaiting }
                let refused = try await client.get(Self.path)
                #expect(refused.status == .serviceUnavailable)
                #expect(refused.problem == "too_many_waiting")
                #expect(refused.headers[.retryAfter] != nil)
                await camera.give(Self.picture)
                for try await status in pages { #expect(status == .ok) }
            }
            async let again = client.get(Self.path)
            try await until { await camera.waitingCount == 1 }
            await camera.give(Self.picture)
            #expect(try await again.status == .ok)
            #expect(await kiosk.server.previewDesk?.waiting == 0)
        }
    }

    @Test func isForTheBoxItselfAlone() async throws {
        let kiosk = try Kiosk(venue: true, preview: camera)
        let venue = try #require(kiosk.server.venueApplication())
        let answer = try await venue.test(.router) { try await $0.get(Self.path) }
        #expect(answer.status == .notFound)
        #expect(await camera.asked.isEmpty)
    }

    @Test func tellsThePageHowToShowThePicture() async throws {
        for picture in [LivePicture.none, .plain, .mirrored] {
            let kiosk = try Kiosk(picture: picture)
            try await kiosk.server.doorApplication().test(.router) { client in
                let state = try await client.get("/api/v1/door/state").json()
                #expect(state["picture"] as? String == picture.rawValue)
            }
        }
    }

    /// A camera that does not answer must not hold the process.
    @Test func stopsWhileAPageWaitsForAPicture() async throws {
        let kiosk = try Kiosk(preview: camera)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [kiosk.server], logger: Logger(label: "kiosk-tests")))
        async let running: Void = group.run()
        let page = TestClient(
            host: "127.0.0.1", port: await kiosk.ports.port(of: .door))
        page.connect()
        try await page.executeAndDontWaitForResponse(
            TestClient.Request(Self.path, method: .get, authority: "localhost"))
        try await until { await camera.waitingCount == 1 }
        await group.triggerGracefulShutdown()
        try await running
        #expect(await camera.waitingCount == 1, "the camera has not answered to this moment")
        await camera.give(nil)
        try await page.shutdown()
    }
}
