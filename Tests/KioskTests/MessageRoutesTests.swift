// A manager's words: shown at the door, touched away there, said from the manager's page by whoever
// has logged in.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Kiosk

actor StubMessages: MessageBoard {
    struct Broken: Error {}

    private(set) var messages: [Message] = []
    private(set) var said: [String] = []
    private var isBroken = false

    func hold(_ messages: [Message]) { self.messages = messages }
    func fail() { isBroken = true }

    func unread(of event: EventID, at now: Timestamp) throws -> [Message] {
        if isBroken { throw Broken() }
        return messages.filter { $0.event == event }
    }

    func markRead(_ id: MessageID) throws {
        if isBroken { throw Broken() }
        messages.removeAll { $0.id == id }
    }

    func say(_ text: String, to event: EventID, by staff: StaffID?, at now: Timestamp) throws {
        if isBroken { throw Broken() }
        said.append("\(event) \(staff?.text ?? "-") \(text)")
    }
}

@Suite struct MessageRoutesTests {
    private static let words = Message(
        id: "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b01", event: Fixtures.eventID, kind: .message,
        text: "<b>Bar closed</b>", at: Fixtures.now)

    private func shown(_ client: some TestClientProtocol) async throws -> [[String: String]] {
        let state = try await client.get("/api/v1/door/state").json()
        return try #require(state["messages"] as? [[String: String]])
    }

    @Test func aDoorShowsWordsUntilTheyAreTouchedAway() async throws {
        let kiosk = try Kiosk()
        await kiosk.board.hold([Self.words])
        try await kiosk.server.doorApplication().test(.router) { client in
            let message = try #require(try await shown(client).first)
            #expect(message["text"] == "<b>Bar closed</b>")
            #expect(message["clock"] == kiosk.words.time.clock(Fixtures.now))
            let read = try await client.post(
                "/api/v1/door/messages/read", #"{"id":"\#(Self.words.id)"}"#)
            #expect(read.status == .noContent)
            #expect(try await shown(client) == [])
            let odd = try await client.post("/api/v1/door/messages/read", #"{"id":""}"#)
            #expect(odd.problem == "order_malformed")
        }
    }

    @Test func aDoorWhoseWordsCannotBeReadIsADoor() async throws {
        let kiosk = try Kiosk()
        await kiosk.board.fail()
        try await kiosk.server.doorApplication().test(.router) { client in
            #expect(try await shown(client) == [])
            let read = try await client.post("/api/v1/door/messages/read", #"{"id":"x"}"#)
            #expect(read.problem == "not_recorded")
        }
    }

    @Test func aManagerWhoHasLoggedInTellsAllDoors() async throws {
        let kiosk = try Kiosk(login: true)
        try await kiosk.server.doorApplication().test(.router) { client in
            let path = "/api/v1/venue/messages"
            let unknown = try await client.post(path, #"{"text":"Hi"}"#)
            #expect(unknown.problem == "login_required")
            let login = try await client.post("/login", #"{"passphrase":"\#(Kiosk.passphrase)"}"#)
            let cookie = try #require(login.headers[.setCookie]).prefix { $0 != ";" }
            let session: HTTPFields = [.cookie: String(cookie)]
            let long = String(repeating: "x", count: Message.maximumTextBytes + 1)
            for text in ["", "  ", long] {
                let refused = try await client.post(
                    path, #"{"text":"\#(text)"}"#, headers: session)
                #expect(refused.problem == "message_malformed")
            }
            let said = try await client.post(path, #"{"text":"Bar closed"}"#, headers: session)
            #expect(said.status == .noContent)
            #expect(await kiosk.board.said == ["gala manager Bar closed"])
        }
    }

    /// Otherwise everybody on the box could speak as a manager.
    @Test func withoutAPassphraseNobodySpeaksForManagers() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let said = try await client.post("/api/v1/venue/messages", #"{"text":"Hi"}"#)
            #expect(said.problem == "no_passphrase")
            #expect(await kiosk.board.said == [])
        }
    }
}
