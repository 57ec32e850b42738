// The client against servers that misbehave: every end of a request has its own name, and no answer
// is waited for longer, or read further, than it may be.

import CheckinCore
import CheckinTesting
import Cryptography
import Synchronization
import Testing
import Wire

@testable import SyncAgent

@Suite struct HTTPCentralTests {
    typealias Reply = ScriptedServer.Reply
    static let generation = "11111111-2222-3333-4444-555555555555"
    static let emptyPage = """
        {"event":"e","generation":"\(generation)","cursor":41,"head":41,"entries":[]}
        """
    private let batch = JournalBatch(
        journal: JournalName(device: "box-1", incarnation: "life 1"), entries: [])
    private let question = FeedQuestion(
        event: "a/b é",
        after: FeedCursor(generation: FeedGeneration(generation), position: 41),
        incarnation: "life 1", limit: 500, wait: .seconds(25))

    private func settings(_ port: Int) throws -> CentralSettings {
        CentralSettings(
            address: try CentralAddress("http://127.0.0.1:\(port)"),
            token: DeviceToken(String(repeating: "0a", count: 32)))
    }

    /// What `ask` ends with at a server that answers with `reply`.
    private func fault<Value>(
        at reply: Reply, trust: ServerTrust? = nil,
        _ ask: (HTTPCentral) async throws(SyncFault) -> Value
    ) async throws -> SyncFault? {
        let server = try await ScriptedServer.start { _ in reply }
        let central = try HTTPCentral(settings(server.port), trust: trust, time: VirtualClock())
        var fault: SyncFault?
        do throws(SyncFault) { _ = try await ask(central) } catch { fault = error }
        await central.close()
        try await server.stop()
        return fault
    }

    private func fault(of reply: Reply, trust: ServerTrust? = nil) async throws -> SyncFault? {
        try await fault(at: reply, trust: trust) { central throws(SyncFault) in
            try await central.send(batch)
        }
    }

    @Test func asksAsTheProtocolSays() async throws {
        let server = try await ScriptedServer.start { request in
            request.hasPrefix("POST")
                ? .answer("200 OK", #"{"held": 7}"#, headers: "Checkin-Time: 1790000000000\r\n")
                : .answer("200 OK", Self.emptyPage)
        }
        let clock = VirtualClock()
        let told = Mutex<[Timestamp]>([])
        let central = try HTTPCentral(
            settings(server.port), trust: nil, time: clock,
            onServerTime: { moment, _ in told.withLock { $0.append(moment) } })
        #expect(try await central.send(batch).held == AttemptNumber(7))
        guard case .page(let page) = try await central.page(question) else {
            Issue.record("is no page")
            return
        }
        #expect(page.position == 41)
        #expect(told.withLock { $0 } == [Timestamp(milliseconds: 1_790_000_000_000)])
        await central.close()
        var requests = server.requests.makeAsyncIterator()
        let post = try #require(await requests.next())
        #expect(post.hasPrefix("POST /v1/attempts HTTP/1.1\r\n"))
        #expect(post.lowercased().contains("content-type: application/json\r\n"))
        #expect(post.contains("Bearer " + String(repeating: "0a", count: 32)))
        #expect(post.hasSuffix(#"{"incarnation":"life 1","base":0,"attempts":[]}"#))
        let get = try #require(await requests.next())
        let path =
            "/v1/events/a%2Fb%20%C3%A9/feed?after=41&generation=\(Self.generation)"
            + "&incarnation=life%201&limit=500&wait=25"
        #expect(get.hasPrefix("GET \(path) HTTP/1.1\r\n"))
        try await server.stop()
    }

    @Test func namesEachRefusal() async throws {
        let cases: [(Reply, SyncFault)] = [
            (.problem("401 Unauthorized", "token_unknown"), .refused(code: "token_unknown")),
            (.problem("403 Forbidden", "event_not_served"), .refused(code: "event_not_served")),
            (.answer("403 Forbidden", "<html>", type: "text/html"), .refused(code: "")),
            (
                .problem("409 Conflict", "journal_unknown_base"),
                .conflict(code: "journal_unknown_base")
            ),
            (.problem("413 Content Too Large", "batch_too_large"), .tooLarge),
            // A proxy's own limit has no problem in it, and means the same.
            (.answer("413 Content Too Large", "big", type: "text/plain"), .tooLarge),
            (
                .problem("422 Unprocessable Content", "batch_malformed"),
                .unacceptable(status: 422, code: "batch_malformed")
            ),
            (
                .problem("400 Bad Request", "malformed_body"),
                .unacceptable(status: 400, code: "malformed_body")
            ),
            (
                .problem("429 Too Many Requests", "slow", headers: "Retry-After: 7\r\n"),
                .busy(retryAfter: .seconds(7))
            ),
            (.problem("503 Service Unavailable", "database_unavailable"), .busy(retryAfter: nil)),
            (
                .problem("503 Service Unavailable", "x", headers: "Retry-After: Sat, 1 Jan\r\n"),
                .busy(retryAfter: nil)
            ),
            (
                .problem("500 Internal Server Error", "internal", headers: "Retry-After: 9\r\n"),
                .failed(status: 500, retryAfter: .seconds(9))
            ),
            (
                .answer("502 Bad Gateway", "<html>", type: "text/html"),
                .failed(status: 502, retryAfter: nil)
            ),
        ]
        for (reply, named) in cases { #expect(try await fault(of: reply) == named) }
    }

    @Test func believesNobodyWhoIsNotTheServer() async throws {
        let login = "<html>Welcome to the hotel's network</html>"
        let cases: [(Reply, SyncFault)] = [
            (
                .answer("302 Found", "", headers: "Location: http://portal.invalid/\r\n"),
                .redirected
            ),
            (.answer("200 OK", login, type: "text/html"), .unreadable(.notJSON)),
            (.answer("200 OK", login), .unreadable(.notJSON)),
            (.answer("200 OK", #"{"held": 1}"#, type: nil), .unreadable(.notJSON)),
            (.answer("200 OK", "{}"), .unreadable(.missing("held"))),
            (.answer("404 Not Found", "none", type: "text/plain"), .unreadable(.notJSON)),
            (.answer("409 Conflict", "none", type: "text/plain"), .unreadable(.notJSON)),
            (Reply(text: "220 mail.invalid ESMTP\r\n"), .unreadable(.notJSON)),
            (.hangUp, .unreachable),
            (
                Reply(
                    text: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100\r\n\r\n{\"held\": 1"), .truncated
            ),
            (
                Reply(
                    text: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"hel\r\n"), .truncated
            ),
        ]
        for (reply, named) in cases { #expect(try await fault(of: reply) == named) }
    }

    @Test func readsNoFurtherThanAnAnswerMayGo() async throws {
        let most = BatchAnswer.maximumBytes
        let long = Reply.answer("200 OK", String(repeating: " ", count: most + 1))
        #expect(try await fault(of: long) == .answerTooLarge)
        // Without a length: what came counts.
        let part = String(repeating: " ", count: 1 << 20)
        let chunk = "\(String(part.utf8.count, radix: 16))\r\n\(part)\r\n"
        let unmeasured = Reply(
            text: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: chunk, count: 5)
                + "0\r\n\r\n", closes: false)
        #expect(try await fault(of: unmeasured) == .answerTooLarge)
        // Of a page for people nothing is wanted.
        let page = Reply.answer(
            "401 Unauthorized", String(repeating: "x", count: 1 << 20), type: "text/html")
        #expect(try await fault(of: page) == .refused(code: ""))
    }

    @Test func aServerThatIsNotThereIsUnreachable() async throws {
        let server = try await ScriptedServer.start { _ in .hangUp }
        try await server.stop()
        let central = try HTTPCentral(settings(server.port), trust: nil, time: VirtualClock())
        await #expect(throws: SyncFault.unreachable) { try await central.device() }
        await central.close()
        let nowhere = CentralSettings(
            address: try CentralAddress("https://central.invalid"), token: nil)
        let lost = try HTTPCentral(nowhere, trust: nil, time: VirtualClock())
        await #expect(throws: SyncFault.unreachable) { try await lost.device() }
        await lost.close()
    }

    /// The clock moves as soon as the server has been asked.
    @Test(arguments: [
        Reply.silence,
        Reply(text: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", closes: false),
        Reply(text: "HTTP/1.1 20", closes: false),
    ])
    func aServerThatDripsIsGivenUp(reply: Reply) async throws {
        let server = try await ScriptedServer.start { _ in reply }
        let clock = VirtualClock()
        let central = try HTTPCentral(settings(server.port), trust: nil, time: clock)
        async let end = fault(asking: central)
        for await _ in server.requests { break }
        while !clock.advanceToNextDeadline() { await Task.yield() }
        #expect(await end == .timedOut)
        #expect(clock.uptime() == Uptime(nanoseconds: 0) + CentralSettings.Limits().answer)
        await central.close()
        try await server.stop()
    }

    private func fault(asking central: HTTPCentral) async -> SyncFault? {
        do throws(SyncFault) {
            _ = try await central.device()
            return nil
        } catch { return error }
    }

    @Test func whoeverNoLongerWantsToKnowIsNotKept() async throws {
        let server = try await ScriptedServer.start { _ in .silence }
        let central = try HTTPCentral(settings(server.port), trust: nil, time: VirtualClock())
        let asking = Task { await fault(asking: central) }
        for await _ in server.requests { break }
        asking.cancel()
        #expect(await asking.value == .cancelled)
        await central.close()
        try await server.stop()
    }

    @Test func believesARevocationThatTheServersKeySignedAndNoOther() async throws {
        let (key, other) = (try Ed25519PrivateKey.generate(), try Ed25519PrivateKey.generate())
        let trust = try ServerTrust(serverKey: key.publicKey.bytes, device: "box-1")
        func reply(_ device: DeviceID, signedBy key: Ed25519PrivateKey) throws -> Reply {
            let at = Timestamp(milliseconds: 5)
            let unsigned = Revocation(device: device, at: at, signature: [])
            let signature = try key.signature(of: unsigned.signedBytes.span)
            let signed = Revocation(device: device, at: at, signature: signature)
            let problem = ProblemMessage(code: "device_revoked", revocation: signed.text)
            return .answer(
                "403 Forbidden", String(decoding: problem.bytes(status: 403), as: UTF8.self),
                type: "application/problem+json")
        }
        guard
            case .revoked(let said) = try await fault(
                of: try reply("box-1", signedBy: key), trust: trust)
        else {
            Issue.record("is not believed")
            return
        }
        #expect(said.device == "box-1")
        let refused = SyncFault.refused(code: "device_revoked")
        #expect(try await fault(of: try reply("box-1", signedBy: other), trust: trust) == refused)
        #expect(try await fault(of: try reply("box-2", signedBy: key), trust: trust) == refused)
        #expect(try await fault(of: try reply("box-1", signedBy: key)) == refused)
        let bare = Reply.problem("403 Forbidden", "device_revoked")
        #expect(try await fault(of: bare, trust: trust) == refused)
    }

    @Test func goesByTheProxyThatItIsGiven() async throws {
        let proxy = try await ScriptedServer.start { request in
            request.hasPrefix("CONNECT")
                ? Reply(text: "HTTP/1.1 200 OK\r\n\r\n", closes: false)
                : .problem("401 Unauthorized", "x")
        }
        var settings = CentralSettings(
            address: try CentralAddress("http://central.invalid:81", allowsPlain: true),
            token: DeviceToken(String(repeating: "0a", count: 32)))
        settings.proxy = .init(host: "127.0.0.1", port: proxy.port)
        let central = try HTTPCentral(settings, trust: nil, time: VirtualClock())
        await #expect(throws: SyncFault.refused(code: "x")) { try await central.device() }
        var requests = proxy.requests.makeAsyncIterator()
        let tunnel = try #require(await requests.next())
        // A proxy sees where to, and no token.
        #expect(tunnel.hasPrefix("CONNECT central.invalid:81 HTTP/1.1"))
        #expect(!tunnel.contains("Bearer"))
        let request = try #require(await requests.next())
        #expect(request.hasPrefix("GET /v1/device HTTP/1.1"))
        await central.close()
        try await proxy.stop()
    }
}
