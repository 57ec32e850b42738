// Conflicts on the manager's page: what it is told, and a word on one of them.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Kiosk

@Suite struct ConflictRoutesTests {
    private static let path = "/api/v1/venue/conflicts"
    private static let decide = "/api/v1/venue/conflicts/decide"

    private static func row(
        _ name: ConflictName, _ kind: Conflict.Kind = .admission, decision: Decision? = nil
    ) -> ConflictRow {
        let ticket = Fixtures.ticket()
        func placed(_ number: Int64, _ device: DeviceID) -> PlacedAttempt {
            PlacedAttempt(
                journal: JournalName(device: device, incarnation: "life"),
                attempt: Kiosk.attempt(number, .verdict(Verdict(.admitted)), ticket: ticket))
        }
        return ConflictRow(
            name: name,
            conflict: Conflict(
                kind: kind, first: placed(3, "box-1"),
                second: kind == .late ? nil : placed(9, "box-2")),
            ticket: ticket, decision: decision)
    }

    private static let decided = row(
        "c-2", decision: Decision(ruling: .copy, at: Fixtures.now, device: "box-1", staff: "33"))

    @Test func tellsBothSidesAndWhatWasSaid() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.contradict([Self.row("c-1"), Self.decided, Self.row("c-3", .late)])
        try await kiosk.server.doorApplication().test(.router) { client in
            let told = try await client.get(Self.path).json()
            #expect(told["total"] as? Int == 3)
            let rows = try #require(told["conflicts"] as? [[String: Any]])
            // What waits for a word comes first, the newest before the others.
            #expect(rows.map { $0["name"] as? String } == ["c-3", "c-1", "c-2"])
            #expect(rows[0]["kind"] as? String == "late")
            #expect(rows[0]["status"] as? String == "valid")
            #expect((rows[0]["sides"] as? [[String: Any]])?.count == 1)
            let sides = try #require(rows[1]["sides"] as? [[String: Any]])
            #expect(sides.map { $0["device"] as? String } == ["box-1", "box-2"])
            #expect(sides.map { $0["number"] as? Int } == [3, 9])
            #expect(rows[1]["holder"] as? String == "Asha Rao")
            #expect(rows[1]["status"] == nil)
            let ruling = try #require(rows[2]["decision"] as? [String: Any])
            #expect(ruling["cause"] as? String == "copy")
            #expect(ruling["staff"] as? String == "33")
        }
    }

    @Test func theStateSaysHowManyWaitAndWhenTheListIsAnother() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let before = try await client.get("/api/v1/venue/state").json()
            #expect(before["undecided"] as? Int == 0)
            await kiosk.box.contradict([Self.row("c-1"), Self.decided])
            kiosk.time.advance(by: .seconds(10))
            let after = try await client.get("/api/v1/venue/state").json()
            #expect(after["undecided"] as? Int == 1)
            #expect(after["conflicts"] as? Int != before["conflicts"] as? Int)
            // A journal that cannot be read hides the number, and does not make it none.
            await kiosk.box.fail()
            kiosk.time.advance(by: .seconds(10))
            let broken = try await client.get("/api/v1/venue/state").json()
            #expect(broken["undecided"] == nil)
            #expect(try await client.get(Self.path).problem == "journal_unreadable")
        }
    }

    @Test func aDecisionIsTheManagersOrder() async throws {
        let kiosk = try Kiosk(login: true)
        await kiosk.box.contradict([Self.row("c-1")])
        try await kiosk.server.doorApplication().test(.router) { client in
            let cookie = try await logIn(client)
            let session: HTTPFields = [.cookie: String(cookie.prefix { $0 != ";" })]
            let body = #"{"conflict":"c-1","cause":"copy","remark":"Two brothers"}"#
            #expect(try await client.post(Self.decide, body).status == .unauthorized)
            #expect(await kiosk.crew.given.isEmpty)
            let done = try await client.post(Self.decide, body, headers: session)
            #expect(done.status == .ok)
            let given = try #require(await kiosk.crew.given.last)
            #expect(given.order == .decide("c-1", of: Fixtures.eventID))
            #expect(given.cause == .copy)
            #expect(given.remark == "Two brothers")
            #expect(given.staff == OrderDesk.venueManager)
        }
    }

    @Test func refusesWhatIsNoDecision() async throws {
        let kiosk = try Kiosk(login: true)
        await kiosk.box.contradict([Self.row("c-1")])
        try await kiosk.server.doorApplication().test(.router) { client in
            let cookie = try await logIn(client)
            let session: HTTPFields = [.cookie: String(cookie.prefix { $0 != ";" })]
            for (body, problem) in [
                (#"{"conflict":"c-9","cause":"copy"}"#, "no_such_conflict"),
                (#"{"conflict":"c-1","cause":"known"}"#, "cause_unknown"),
                (#"{"conflict":"c-1","cause":""}"#, "cause_unknown"),
                (#"{"conflict":"","cause":"copy"}"#, "order_malformed"),
                (#"{"conflict":"c-1","cause":"copy","remark":"\u0007"}"#, "remark_too_long"),
            ] {
                let answer = try await client.post(Self.decide, body, headers: session)
                #expect(answer.problem == problem, "\(body)")
            }
            #expect(await kiosk.crew.given.isEmpty)
        }
    }

    /// Where nobody can log in, everybody on the box could decide.
    @Test func nobodyDecidesWithoutALogin() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.contradict([Self.row("c-1")])
        try await kiosk.server.doorApplication().test(.router) { client in
            let body = #"{"conflict":"c-1","cause":"copy"}"#
            let answer = try await client.post(Self.decide, body)
            #expect(answer.problem == "no_passphrase")
            #expect(await kiosk.crew.given.isEmpty)
        }
    }
}
