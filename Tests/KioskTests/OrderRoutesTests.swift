// Orders and look-ups at the door's page: what is passed on, what is refused, what is shown.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Testing
import WebEdge

@testable import Kiosk

@Suite struct OrderRoutesTests {
    @Test func passesEveryOrderOn() async throws {
        try await door(signedIn: "33") { client, kiosk in
            let orders: [(String, String, Order)] = [
                ("override", #","target":7,"cause":"known""#, .override(AttemptNumber(7))),
                ("undo", #","target":8"#, .undo(AttemptNumber(8))),
                ("confirm", #","target":9"#, .confirm(AttemptNumber(9))),
                ("present", #","ticket":"t-1""#, .present("t-1", of: "gala")),
                (
                    "present", #","ticket":"t-1","event":"matinee""#,
                    .present("t-1", of: "matinee")
                ),
                ("headcount", #","people":-2"#, .headcount(-2)),
                ("walk_up", #","people":3,"cause":"crew""#, .walkUp(3)),
                (
                    "group", #","target":5,"people":4"#, .group(AttemptNumber(5), people: 4)
                ),
                ("emergency", "", .emergency),
                ("all_clear", #","target":12"#, .allClear(AttemptNumber(12))),
                ("clear_out", "", .clearOut),
            ]
            for (name, rest, order) in orders {
                let answer = try await client.order(name, rest)
                #expect(answer.status == .ok, "\(name)")
                let answers = try #require(try answer.json()["answers"] as? [[String: Any]])
                #expect(answers.count == 1)
                #expect(answers.first?["number"] as? Int != nil)
                #expect(await kiosk.crew.given.last?.order == order)
                #expect(await kiosk.crew.given.last?.staff?.shift == AttemptNumber(101))
            }
            #expect(await kiosk.crew.given.first { $0.order.kind == .walkUp }?.cause == .crew)
        }
    }

    @Test func passesTheRemarkOn() async throws {
        try await door(signedIn: "22") { client, kiosk in
            _ = try await client.order(
                "override", #","target":7,"cause":"other","remark":"Called by the artist""#)
            #expect(await kiosk.crew.given.last?.remark == "Called by the artist")
            _ = try await client.order("undo", #","target":7,"remark":"  ""#)
            #expect(await kiosk.crew.given.last.map { $0.remark == nil } == true)
        }
    }

    @Test func refusesWhatItDoesNotUnderstand() async throws {
        try await door(signedIn: "33") { client, kiosk in
            let before = await kiosk.crew.given.count
            let long = String(repeating: "x", count: Act.maximumRemarkBytes + 1)
            for (name, rest, code) in [
                ("dance", "", "order_malformed"), ("turn", "", "order_malformed"),
                ("shift_open", "", "order_malformed"), ("override", "", "order_malformed"),
                ("override", #","target":0"#, "order_malformed"),
                ("override", #","target":"7""#, "malformed_body"),
                ("headcount", "", "order_malformed"), ("present", "", "order_malformed"),
                ("present", #","ticket":"""#, "order_malformed"),
                ("present", #","ticket":"t-1","event":"""#, "order_malformed"),
                ("group", #","target":7"#, "order_malformed"),
                ("undo", #","target":7,"cause":"boredom""#, "cause_unknown"),
                ("undo", #","target":7,"remark":"\#(long)""#, "remark_too_long"),
                ("undo", #","target":7,"remark":"a\nb""#, "remark_too_long"),
            ] {
                let problem = try await client.order(name, rest).problem
                #expect(problem == code, "\(name) \(rest)")
            }
            #expect(await kiosk.crew.given.count == before)
        }
    }

    @Test(arguments: [
        (OrderFault.tooLate, HTTPResponse.Status.conflict), (.alreadyDone, .conflict),
        (.neverOverridable, .conflict), (.notAllowed, .forbidden), (.higherRoleNeeded, .forbidden),
    ])
    func saysWhyAnOrderWasNotCarriedOut(
        _ fault: OrderFault, status: HTTPResponse.Status
    ) async throws {
        try await door(signedIn: "33") { client, kiosk in
            await kiosk.crew.fail(fault)
            let answer = try await client.order("undo", #","target":7"#)
            #expect(answer.status == status && answer.problem == fault.code)
            #expect(kiosk.words.vocabulary("hi").orders[fault.code] != nil)
        }
    }

    @Test func refusesStewardsWhatIsForSupervisors() async throws {
        try await door(signedIn: "11") { client, _ in
            let answer = try await client.order("override", #","target":7,"cause":"known""#)
            #expect(answer.status == .forbidden && answer.problem == "not_allowed")
        }
    }

    @Test func saysThatNothingWasDoneWhenTheJournalFails() async throws {
        try await door(signedIn: "33") { client, kiosk in
            await kiosk.crew.fail(StubBox.Broken())
            let answer = try await client.order("undo", #","target":7"#)
            #expect(answer.status == .serviceUnavailable && answer.problem == "not_recorded")
            #expect(answer.headers[.retryAfter] != nil)
        }
    }

    @Test func wantsSomebodyWhoHasSignedIn() async throws {
        try await door(signedIn: nil) { client, kiosk in
            for name in ["clear_out", "headcount", "all_clear"] {
                let answer = try await client.order(name, #","people":1,"target":1"#)
                #expect(answer.status == .unauthorized && answer.problem == "not_signed_in")
            }
            #expect(await kiosk.crew.given.isEmpty)
        }
    }

    @Test func anEmergencyNeedsNoPIN() async throws {
        try await door(signedIn: nil) { client, kiosk in
            await kiosk.crew.say(.locked(.minutes(15)))
            #expect(try await client.order("emergency").status == .ok)
            #expect(await kiosk.crew.given.map(\.order) == [.emergency])
            #expect(await kiosk.crew.given.first?.staff == nil)
            await kiosk.box.declareEmergency(101)
            let state = try await client.get("/api/v1/door/state").json()
            #expect(state["emergency"] as? Int == 101)
        }
    }

    @Test func aLockedKioskStillTakesAnEmergencyAndSaysWhoseShiftItWas() async throws {
        try await door(signedIn: "22") { client, kiosk in
            _ = try await client.post("/api/v1/door/staff/lock", "{}")
            #expect(try await client.order("emergency").status == .ok)
            #expect(await kiosk.crew.given.last?.staff?.id == "22")
        }
    }

    /// A guest waits for an entry and a refusal; nobody waits for a count.
    @Test func showsAnswersToGuestsOnTheScreen() async throws {
        try await door(signedIn: "33") { client, kiosk in
            let page = try await kiosk.screen.hub.subscribe(after: nil)
            _ = try await client.order("headcount", #","people":1"#)
            _ = try await client.order("present", #","ticket":"t-1""#)
            var verdict = ""
            for await frame in page.frames where verdict.isEmpty {
                let text = String(buffer: frame)
                guard text.contains("event: verdict") else { continue }
                verdict = text
                page.end()
            }
            #expect(verdict.contains(#""kind":"admitted""#))
        }
    }

    @Test func noticesThatSomebodyHasLeftOrHasAnotherRole() async throws {
        try await door(signedIn: "22") { client, kiosk in
            await kiosk.crew.change("22", role: .steward)
            let denied = try await client.order("undo", #","target":7"#).problem
            #expect(denied == "not_allowed")
            #expect(kiosk.setting.current().staff?.role == .steward)
            await kiosk.crew.dismiss("22")
            let gone = try await client.order("headcount", #","people":1"#).problem
            #expect(gone == "not_signed_in")
            #expect(kiosk.setting.current().staff == nil)
            #expect(await kiosk.crew.given.last?.order == .closeShift)
        }
    }

    @Test func looksUpByNumberForEverybodyAndByNameForSupervisors() async throws {
        try await door(signedIn: "11") { client, kiosk in
            let found = try await client.get("/api/v1/door/tickets?number=N%2D1")
            let tickets = try #require(try found.json()["tickets"] as? [[String: Any]])
            #expect(tickets.first?["number"] as? String == "N-t-1")
            #expect(tickets.first?["holder"] as? String == "Asha Rao")
            #expect(tickets.first?["isInside"] as? Bool == false)
            #expect(found.headers[.cacheControl] == "no-store")
            #expect(await kiosk.crew.searched == ["N-1"])
            #expect(await kiosk.crew.given.last?.order == .lookup(found: 1))
            let name = try await client.get("/api/v1/door/tickets?name=asha")
            #expect(name.status == .forbidden && name.problem == "not_allowed")
            #expect(await kiosk.crew.searched.count == 1, "nobody looked")

            _ = try await client.signIn("22")
            let named = try await client.get("/api/v1/door/tickets?name=asha%20r").json()
            #expect(named["hasMore"] as? Bool == true)
            let row = try #require((named["tickets"] as? [[String: Any]])?.first)
            #expect(row["isInside"] as? Bool == true)
            #expect(row["lastDoor"] as? String == "Garden Door")
            #expect(row["lastTime"] as? String == "23:27")
            #expect(await kiosk.crew.searched.last == "asha r")
            #expect(await kiosk.crew.given.last?.order == .search(found: 1))
        }
    }

    @Test func looksNothingUpThatItCannotRecord() async throws {
        try await door(signedIn: "22") { client, kiosk in
            #expect(
                try await client.get("/api/v1/door/tickets?name=as").problem == "search_too_short")
            for query in ["", "?number=1&name=asha", "?nr=1"] {
                let answer = try await client.get("/api/v1/door/tickets\(query)")
                #expect(answer.problem == "order_malformed")
            }
            await kiosk.crew.fail(StubBox.Broken())
            let failed = try await client.get("/api/v1/door/tickets?number=1")
            #expect(failed.problem == "not_recorded")
            #expect(!failed.text.contains("Asha"))
            _ = try await client.post("/api/v1/door/staff/lock", "{}")
            let locked = try await client.get("/api/v1/door/tickets?number=1")
            #expect(locked.problem == "staff_locked")
        }
    }

    @Test func managersDeclareAnEmergencyAndEndItFromTheirPage() async throws {
        let kiosk = try Kiosk(venue: true)
        let application = try #require(kiosk.server.venueApplication())
        try await application.test(.router) { client in
            let paths = ["/api/v1/venue/emergency", "/api/v1/venue/all-clear"]
            for path in paths {
                let answer = try await client.post(path, #"{"target":1}"#).problem
                #expect(answer == "login_required")
            }
            let login = try await client.post("/login", #"{"passphrase":"\#(Kiosk.passphrase)"}"#)
            let cookie = try #require(login.headers[.setCookie])
            let session: HTTPFields = [.cookie: String(cookie.prefix { $0 != ";" })]
            #expect(try await client.post(paths[0], "{}", headers: session).status == .ok)
            let clear = try await client.post(paths[1], #"{"target":101}"#, headers: session)
            #expect(clear.status == .ok)
            #expect(try await client.post(paths[1], "{}", headers: session).status == .badRequest)
            let given = await kiosk.crew.given
            #expect(given.map(\.order) == [.emergency, .allClear(AttemptNumber(101))])
            #expect(given.allSatisfy { $0.staff == Staff(id: "manager", role: .manager) })
            await kiosk.box.declareEmergency(101)
            let state = try await client.get("/api/v1/venue/state", headers: session).json()
            #expect(state["emergency"] as? Int == 101)
        }
    }

    /// Without a passphrase everybody at the box could end it.
    @Test func nobodyEndsAnEmergencyWhereNobodyCanLogIn() async throws {
        try await door(signedIn: nil) { client, kiosk in
            let clear = try await client.post("/api/v1/venue/all-clear", #"{"target":101}"#)
            #expect(clear.status == .forbidden && clear.problem == "no_passphrase")
            #expect(try await client.post("/api/v1/venue/emergency", "{}").status == .ok)
            #expect(await kiosk.crew.given.map(\.order) == [.emergency])
        }
    }

    private func door(
        signedIn id: StaffID?,
        _ body: @escaping @Sendable (any TestClientProtocol, Kiosk) async throws -> Void
    ) async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            if let id { _ = try await client.signIn(id) }
            try await body(client, kiosk)
        }
    }
}
