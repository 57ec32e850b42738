// The manager's page, its login and its API.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import Kiosk

@Suite struct VenueRoutesTests {
    static let guarded = ["/api/v1/venue/state", "/api/v1/venue/attempts", "/api/v1/venue/events"]

    @Test func isOpenOnTheBoxWhenNoPassphraseIsConfigured() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            #expect(try await client.get("/").status == .ok)
            #expect(try await client.get("/login").headers[.location] == "/")
            #expect(try await client.post("/login", #"{"passphrase":"x"}"#).problem != nil)
            let state = try await client.get("/api/v1/venue/state").json()
            #expect(state["sold"] as? Int == 90)
            #expect((state["tiers"] as? [[String: Any]])?.count == 1)
            #expect(state["newest"] as? Int == 7)
        }
    }

    @Test(arguments: [true, false])
    func wantsALogin(onTheBox: Bool) async throws {
        let kiosk = try Kiosk(login: true, venue: true)
        try await test(kiosk, onTheBox: onTheBox) { client in
            let page = try await client.get("/")
            #expect(page.status == .seeOther)
            #expect(page.headers[.location] == "/login")
            for path in Self.guarded {
                let answer = try await client.get(path)
                #expect(answer.status == .unauthorized)
                #expect(answer.problem == "login_required")
                let forged = String(repeating: "0", count: 64)
                let guess = try await client.get(
                    path, headers: [.cookie: "checkind_session=\(forged)"])
                #expect(guess.status == .unauthorized)
            }
            #expect(try await client.get("/login").status == .ok)
        }
    }

    @Test func opensASessionForThePassphraseAndEndsIt() async throws {
        let kiosk = try Kiosk(venue: true)
        try await test(kiosk, onTheBox: false) { client in
            let wrong = try await client.post("/login", #"{"passphrase":"closing"}"#)
            #expect(wrong.status == .unauthorized)
            #expect(wrong.problem == "wrong_passphrase")
            #expect(wrong.headers[.setCookie] == nil)

            let cookie = try await logIn(client)
            #expect(cookie.contains("HttpOnly"))
            #expect(cookie.contains("SameSite=Strict"))
            #expect(cookie.contains("Path=/"))
            let session: HTTPFields = [.cookie: String(cookie.prefix { $0 != ";" })]
            #expect(try await client.get("/", headers: session).status == .ok)
            #expect(try await client.get("/api/v1/venue/state", headers: session).status == .ok)

            _ = try await client.post("/logout", "{}", headers: session)
            #expect(try await client.get("/", headers: session).status == .seeOther)
        }
    }

    @Test func endsSessionsAfterANight() async throws {
        let kiosk = try Kiosk(login: true)
        try await kiosk.server.doorApplication().test(.router) { client in
            let cookie = try await logIn(client)
            let session: HTTPFields = [.cookie: String(cookie.prefix { $0 != ";" })]
            kiosk.time.advance(by: Sessions.lifetime - .seconds(1))
            #expect(try await client.get("/", headers: session).status == .ok)
            kiosk.time.advance(by: .seconds(1))
            #expect(try await client.get("/", headers: session).status == .seeOther)
        }
    }

    @Test func makesGuessersWaitAndLetsThemTryLater() async throws {
        let kiosk = try Kiosk(login: true)
        try await kiosk.server.doorApplication().test(.router) { client in
            for _ in 0..<LockPolicy.standard.free {
                let wrong = try await client.post("/login", #"{"passphrase":"x"}"#)
                #expect(wrong.status == .unauthorized)
            }
            let body = #"{"passphrase":"\#(Kiosk.passphrase)"}"#
            let locked = try await client.post("/login", body)
            #expect(locked.status == .tooManyRequests)
            #expect(locked.problem == "too_many_attempts")
            #expect(locked.headers[.retryAfter] == "61")
            kiosk.time.advance(by: LockPolicy.standard.first)
            #expect(try await client.post("/login", body).status == .noContent)
        }
    }

    @Test func handsOutAttemptsInBoundedPages() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.say(.verdict(Verdict(.refused(.cancelled(since: nil)))))
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.get("/api/v1/venue/attempts?before=9&limit=3")
            let rows = try #require(try answer.json()["attempts"] as? [[String: Any]])
            #expect(rows.first?["reason"] as? String == "cancelled")
            #expect(rows.first?["holder"] as? String == "Asha Rao")
            #expect(rows.first?["time"] as? String == "23:30:00")
            let asked = try #require(await kiosk.box.rowsAsked.first)
            #expect(asked.before == AttemptNumber(9))
            #expect(asked.limit == 3)
            for query in ["limit=0", "limit=501", "limit=x", "before=-1", "before=", "limit=1e3"] {
                let wrong = try await client.get("/api/v1/venue/attempts?\(query)")
                #expect(wrong.problem == "out_of_range", "\(query)")
            }
            #expect(await kiosk.box.rowsAsked.count == 1)
        }
    }

    @Test func hasNoDoorRoutesOnTheVenuesNetwork() async throws {
        let kiosk = try Kiosk(venue: true, storybook: true)
        try await test(kiosk, onTheBox: false) { client in
            let cookie = try await logIn(client)
            let session: HTTPFields = [.cookie: String(cookie.prefix { $0 != ";" })]
            for path in ["/door", "/api/v1/door/state", "/api/v1/door/events", "/storybook"] {
                #expect(try await client.get(path, headers: session).status == .notFound)
            }
            for path in ["/api/v1/door/scan", "/api/v1/door/seen", "/api/v1/door/alive"] {
                let answer = try await client.post(path, #"{"number":7}"#, headers: session)
                #expect(answer.status == .notFound)
                #expect(answer.problem == "not_found")
            }
            await kiosk.box.hold(.journalFailed)
            #expect(try await client.get("/readyz").json()["conditions"] == nil)
        }
    }

    @Test func isNotServedToTheNetworkWithoutAPassphrase() throws {
        let kiosk = try Kiosk()
        #expect(kiosk.server.venueApplication() == nil)
        let ports = KioskPorts(
            venue: kiosk.box, conflicts: kiosk.box, health: kiosk.box, admissions: kiosk.box,
            acknowledgements: kiosk.box, orders: kiosk.crew, staff: kiosk.crew,
            search: kiosk.crew, setting: kiosk.setting, time: kiosk.time)
        #expect(throws: KioskFault.venueWithoutSecret) {
            try KioskServer(
                configuration: KioskConfiguration(
                    resources: Kiosk.resources, door: ListenAddress(host: "127.0.0.1", port: 0),
                    venue: ListenAddress(host: "0.0.0.0", port: 0)),
                ports: ports, screen: kiosk.screen, logger: Logger(label: "kiosk-tests"))
        }
    }

    private func test(
        _ kiosk: Kiosk, onTheBox: Bool,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        if onTheBox {
            try await kiosk.server.doorApplication().test(.router) { try await body($0) }
        } else {
            let application = try #require(kiosk.server.venueApplication())
            try await application.test(.router) { try await body($0) }
        }
    }
}
