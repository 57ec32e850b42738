// What keeps other sites, other machines and strange paths out.

import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import WebEdge

@testable import Kiosk

@Suite struct DefenceTests {
    @Test(arguments: ["/door", "/", "/login", "/api/v1/door/state", "/assets/door.js", "/nowhere"])
    func sendsTheSecurityHeadersWithEverything(path: String) async throws {
        let kiosk = try Kiosk(login: true)
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.get(path)
            for (name, value) in [
                ("Content-Security-Policy", SecurityHeaders.policy),
                ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
                ("Referrer-Policy", "no-referrer"),
            ] {
                let field = try #require(HeaderName(name))
                #expect(answer.headers[field] == value)
            }
            #expect(answer.headers[.cacheControl] != nil)
        }
    }

    @Test func forbidsInlineCodeAndFrames() {
        #expect(SecurityHeaders.policy.contains("script-src 'self';"))
        #expect(SecurityHeaders.policy.contains("style-src 'self';"))
        #expect(SecurityHeaders.policy.contains("default-src 'none'"))
        #expect(SecurityHeaders.policy.contains("frame-ancestors 'none'"))
    }

    @Test(arguments: [
        ("Origin", "http://evil.example"), ("Origin", "null"),
        ("Origin", "http://localhost.evil.example"), ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "nonsense"),
    ])
    func refusesWritesOfOtherSites(name: String, value: String) async throws {
        let kiosk = try Kiosk()
        let field = try #require(HeaderName(name))
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post(
                "/api/v1/door/seen", #"{"number":7}"#, headers: [field: value])
            #expect(answer.status == .forbidden)
            #expect(answer.problem == "foreign_origin")
            #expect(await kiosk.box.acknowledged.isEmpty)
        }
    }

    @Test func takesWritesOfItsOwnPagesAndOfPrograms() async throws {
        let kiosk = try Kiosk()
        let site = try #require(HeaderName("Sec-Fetch-Site"))
        try await kiosk.server.doorApplication().test(.router) { client in
            for headers: HTTPFields in [
                [:], [site: "same-origin", .origin: "http://localhost"],
            ] {
                let answer = try await client.post(
                    "/api/v1/door/seen", #"{"number":7}"#, headers: headers)
                #expect(answer.status == .noContent)
            }
        }
    }

    @Test(arguments: [
        "localhost", "LOCALHOST:8321", "127.0.0.1", "127.0.0.1:80", "127.8.9.10", "[::1]",
        "[::1]:8321",
    ])
    func knowsItsOwnNames(name: String) { #expect(HostGuard.isLoopback(name)) }

    @Test(arguments: [
        "", "evil.example", "127.0.0.1.evil.example", "127.0.0.256", "127.1", "0.0.0.0", "[::2]",
        "[::1]x", "[::1", "localhost.", "127.0.0.1@evil", "1127.0.0.1", "127.0.0.1234", "127.0.0.",
        "127..0.1", "१२७.0.0.1",
    ])
    func knowsNoOtherNames(name: String) { #expect(!HostGuard.isLoopback(name)) }

    @Test func refusesRequestsToOtherNames() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.live) { client in
            let port = try #require(client.port)
            let raw = TestClient(host: "127.0.0.1", port: port)
            raw.connect()
            let rebound = try await raw.execute(
                TestClient.Request("/api/v1/door/state", method: .get, authority: "evil.example"))
            #expect(rebound.status == .misdirectedRequest)
            let own = try await raw.execute(
                TestClient.Request("/api/v1/door/state", method: .get, authority: "127.0.0.1"))
            #expect(own.status == .ok)
            try await raw.shutdown()
        }
    }

    @Test(arguments: [
        "/assets/../words/en.json", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets//etc/passwd",
        "/assets/words/../../Package.swift", "/assets/door.html", "/assets/", "/assets/words",
        "/assets/door.js%00", "/assets/..%2f..%2fetc%2fpasswd",
    ])
    func servesNothingButItsFiles(path: String) async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.get(path)
            #expect(answer.status == .notFound)
        }
    }

    @Test func tellsABrowserThatItHasAFileAlready() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let first = try await client.get("/assets/door.js")
            #expect(first.status == .ok)
            #expect(first.headers[.contentType] == "text/javascript; charset=utf-8")
            let tag = try #require(first.headers[.eTag])
            let again = try await client.get("/assets/door.js", headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
            #expect(again.body.readableBytes == 0)
        }
    }

    @Test func answersUnknownPathsWithAProblem() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.get("/api/v1/nothing")
            #expect(answer.status == .notFound)
            let problem = try answer.json()
            #expect(problem["code"] as? String == "not_found")
            #expect(problem["status"] as? Int == 404)
            #expect(problem["title"] as? String == "Not Found")
        }
    }

    @Test func refusesFoldersThatAreNotItsOwn() {
        #expect(throws: WebFault.folderUnreadable("/nowhere")) {
            try StaticFiles(folder: "/nowhere")
        }
        #expect(throws: KioskFault.wordsMissing(folder: "/nowhere/words")) {
            try Words(resources: "/nowhere")
        }
    }
}
