// Signing in and out at the door's page, and the lock that comes by itself.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Kiosk

@Suite struct StaffRoutesTests {
    @Test func saysThatNobodyHasSignedInAndWhatThereIsToChoose() async throws {
        try await door { client, _ in
            let said = try await client.get("/api/v1/door/staff").json()
            #expect(said["signedIn"] as? Bool == false)
            #expect(said["isUnlocked"] as? Bool == false)
            #expect(said["id"] == nil && said["locksInSeconds"] == nil)
            #expect((said["causes"] as? [String])?.first == "known")
            let events = try #require(said["events"] as? [[String: String]])
            #expect(events.map { $0["title"] } == ["Winter Gala", "Matinee"])
            #expect(said["direction"] as? String == "entry")
            #expect(said["event"] as? String == "gala")
        }
    }

    @Test func opensAShiftThatEveryScanCarries() async throws {
        try await door { client, kiosk in
            let said = try await client.signIn("22").json()
            #expect(said["signedIn"] as? Bool == true && said["isUnlocked"] as? Bool == true)
            #expect(said["id"] as? String == "22")
            #expect(said["name"] as? String == "Ravi Shah")
            #expect(said["role"] as? String == "supervisor")
            #expect(said["locksInSeconds"] as? Int == 60)
            let shift = Staff(id: "22", role: .supervisor, shift: AttemptNumber(101))
            #expect(kiosk.setting.current().staff == shift)
            let state = try await client.get("/api/v1/door/state").json()
            #expect(state["staff"] as? String == "Ravi")
            #expect(state["staffIsUnlocked"] as? Bool == true)

            let out = try await client.post("/api/v1/door/staff/sign-out", "{}").json()
            #expect(out["signedIn"] as? Bool == false)
            #expect(kiosk.setting.current().staff == nil)
            let given = await kiosk.crew.given
            #expect(given.map(\.order) == [.openShift, .closeShift])
            #expect(given.last?.staff == shift)
        }
    }

    @Test func endsTheShiftOfTheOneBefore() async throws {
        try await door { client, kiosk in
            _ = try await client.signIn("11")
            #expect(try await client.signIn("22").status == .ok)
            let given = await kiosk.crew.given
            #expect(given.map(\.order) == [.openShift, .closeShift, .openShift])
            #expect(given.map(\.staff?.id) == ["11", "11", "22"])
            // Who has signed in already goes on with the same shift.
            _ = try await client.signIn("22")
            #expect(await kiosk.crew.given.count == 3)
            #expect(kiosk.setting.current().staff?.shift == AttemptNumber(103))
        }
    }

    @Test func leavesTheShiftAloneWhenThePINIsWrong() async throws {
        try await door { client, kiosk in
            _ = try await client.signIn("11")
            for body in [
                #"{"id":"22","pin":"999999"}"#, #"{"id":"77","pin":"999999"}"#,
                #"{"id":"22","pin":"1"}"#, #"{"id":"22","pin":"22232x"}"#,
            ] {
                let answer = try await client.post("/api/v1/door/staff/sign-in", body)
                #expect(answer.status == .unauthorized, "\(body)")
                #expect(answer.problem == "wrong_pin", "\(body)")
            }
            #expect(kiosk.setting.current().staff?.id == "11")
            let empty = try await client.post(
                "/api/v1/door/staff/sign-in", #"{"id":"","pin":"222324"}"#)
            #expect(empty.problem == "id_missing")
            #expect(
                try await client.post("/api/v1/door/staff/sign-in", #"{"id":"22"}"#).problem
                    == "malformed_body")
        }
    }

    @Test func passesOnALockAndAQueue() async throws {
        try await door { client, kiosk in
            await kiosk.crew.say(.locked(.seconds(45)))
            let locked = try await client.signIn("22")
            #expect(locked.status == .tooManyRequests && locked.problem == "pin_locked")
            #expect(locked.headers[.retryAfter] == "46")
            await kiosk.crew.say(.busy)
            let busy = try await client.signIn("22")
            #expect(busy.status == .tooManyRequests && busy.problem == "sign_in_busy")
            #expect(kiosk.setting.current().staff == nil)
        }
    }

    @Test func signsNobodyInWhenTheJournalCannotBeWritten() async throws {
        try await door { client, kiosk in
            await kiosk.crew.fail(StubBox.Broken())
            let answer = try await client.signIn("22")
            #expect(answer.status == .serviceUnavailable && answer.problem == "not_recorded")
            #expect(kiosk.setting.current().staff == nil)
        }
    }

    @Test func locksItselfAfterAMinuteAndUnlocksWithoutANewShift() async throws {
        try await door { client, kiosk in
            _ = try await client.signIn("22")
            kiosk.time.advance(by: .seconds(59))
            #expect(try await client.order("headcount", #","people":1"#).status == .ok)
            kiosk.time.advance(by: .seconds(59))
            let still = try await client.get("/api/v1/door/staff").json()
            #expect(still["locksInSeconds"] as? Int == 1)
            // Looking is no touch.
            kiosk.time.advance(by: .seconds(1))
            let locked = try await client.get("/api/v1/door/staff").json()
            #expect(locked["isUnlocked"] as? Bool == false)
            #expect(locked["signedIn"] as? Bool == true && locked["name"] as? String != nil)
            #expect(locked["locksInSeconds"] == nil)
            let state = try await client.get("/api/v1/door/state").json()
            #expect(state["staff"] as? String == "Ravi")
            #expect(state["staffIsUnlocked"] as? Bool == false)
            let order = try await client.order("headcount", #","people":1"#)
            #expect(order.status == .forbidden && order.problem == "staff_locked")
            #expect(
                try await client.post("/api/v1/door/staff/sign-out", "{}").problem
                    == "staff_locked")
            let shift = kiosk.setting.current().staff
            #expect(shift?.shift == AttemptNumber(101), "scans carry it all the same")

            let wrong = try await client.post("/api/v1/door/staff/unlock", #"{"pin":"111213"}"#)
            #expect(wrong.problem == "wrong_pin")
            let right = try await client.post("/api/v1/door/staff/unlock", #"{"pin":"222324"}"#)
            #expect(try right.json()["isUnlocked"] as? Bool == true)
            #expect(kiosk.setting.current().staff == shift)
            #expect(try await client.order("headcount", #","people":1"#).status == .ok)
            #expect(await kiosk.crew.given.filter { $0.order == .openShift }.count == 1)
        }
    }

    @Test func locksAtOnceWhenTold() async throws {
        try await door { client, _ in
            _ = try await client.signIn("22")
            let said = try await client.post("/api/v1/door/staff/lock", "{}").json()
            #expect(said["isUnlocked"] as? Bool == false && said["signedIn"] as? Bool == true)
        }
    }

    /// After a restart the door's setting has the shift of before, and nobody has typed a PIN.
    @Test func aShiftThatGoesOnIsLocked() async throws {
        try await door { client, kiosk in
            let shift = Staff(id: "22", role: .supervisor, shift: AttemptNumber(9))
            kiosk.setting.signIn(shift)
            let said = try await client.get("/api/v1/door/staff").json()
            #expect(said["name"] as? String == "Ravi Shah")
            #expect(said["isUnlocked"] as? Bool == false)
            #expect(try await client.order("undo", #","target":3"#).problem == "staff_locked")
            _ = try await client.post("/api/v1/door/staff/unlock", #"{"pin":"222324"}"#)
            #expect(try await client.order("undo", #","target":3"#).status == .ok)
            #expect(await kiosk.crew.given.last?.staff == shift)
        }
    }

    @Test func takesNothingButANewPINFromWhoHasAnotherOnes() async throws {
        try await door { client, kiosk in
            await kiosk.crew.change("22", mustChange: true)
            let said = try await client.signIn("22").json()
            #expect(said["mustChange"] as? Bool == true)
            let order = try await client.order("headcount", #","people":1"#)
            #expect(order.status == .forbidden && order.problem == "pin_must_change")
            for (new, code) in [
                ("1234", "pin_too_short"), ("987654", "pin_trivial"), ("12x456", "pin_not_digits"),
            ] {
                let body = #"{"old":"222324","new":"\#(new)"}"#
                let answer = try await client.post("/api/v1/door/staff/pin", body)
                #expect(answer.status == .unprocessableContent && answer.problem == code)
            }
            let wrong = try await client.post(
                "/api/v1/door/staff/pin", #"{"old":"333435","new":"704182"}"#)
            #expect(wrong.problem == "wrong_pin")
            let right = try await client.post(
                "/api/v1/door/staff/pin", #"{"old":"222324","new":"704182"}"#)
            #expect(try right.json()["mustChange"] as? Bool == false)
            #expect(try await client.order("headcount", #","people":1"#).status == .ok)
        }
    }

    @Test func wantsSomebodySignedInForWhatIsTheirs() async throws {
        try await door { client, _ in
            for path in ["sign-out", "unlock", "pin"] {
                let body = #"{"pin":"222324","old":"222324","new":"704182"}"#
                let answer = try await client.post("/api/v1/door/staff/\(path)", body)
                #expect(answer.status == .unauthorized && answer.problem == "not_signed_in")
            }
        }
    }

    @Test func turnsTheDoorAndRecordsIt() async throws {
        try await door { client, kiosk in
            _ = try await client.signIn("11")
            let said = try await client.post(
                "/api/v1/door/turn", #"{"direction":"exit","event":"matinee"}"#)
            #expect(try said.json()["direction"] as? String == "exit")
            #expect(try said.json()["event"] as? String == "matinee")
            #expect(await kiosk.crew.given.last?.order == .turn)
            let state = try await client.get("/api/v1/door/state").json()
            #expect(state["direction"] as? String == "exit")
            #expect(state["eventID"] as? String == "matinee")
            #expect(await kiosk.box.eventsAsked.last == Fixtures.otherEventID)
        }
    }

    @Test func turnsNothingThatItCannotRecordOrUnderstand() async throws {
        try await door { client, kiosk in
            let unsigned = try await client.post("/api/v1/door/turn", #"{"direction":"exit"}"#)
            #expect(unsigned.problem == "not_signed_in")
            _ = try await client.signIn("11")
            for (body, code) in [
                ("{}", "order_malformed"), (#"{"direction":"up"}"#, "order_malformed"),
                (#"{"event":"ball"}"#, "event_unknown"),
            ] {
                #expect(try await client.post("/api/v1/door/turn", body).problem == code)
            }
            await kiosk.crew.fail(StubBox.Broken())
            let failed = try await client.post("/api/v1/door/turn", #"{"direction":"exit"}"#)
            #expect(failed.problem == "not_recorded")
            #expect(kiosk.setting.current().door.direction == .entry)
        }
    }

    @Test func isNotThereOnTheVenuesNetworkNorForOtherSites() async throws {
        let kiosk = try Kiosk(venue: true)
        let application = try #require(kiosk.server.venueApplication())
        try await application.test(.router) { client in
            let status = try await client.signIn("22").status
            #expect(status == .notFound)
            #expect(try await client.order("emergency").status == .notFound)
            #expect(try await client.get("/api/v1/door/staff").status == .notFound)
            #expect(try await client.get("/api/v1/door/tickets?number=1").status == .notFound)
        }
        try await kiosk.server.doorApplication().test(.router) { client in
            let forged = try await client.post(
                "/api/v1/door/orders", #"{"order":"emergency"}"#,
                headers: [.origin: "http://elsewhere.example"])
            #expect(forged.problem == "foreign_origin")
        }
    }

    private func door(
        _ body: @escaping @Sendable (any TestClientProtocol, Kiosk) async throws -> Void
    ) async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { try await body($0, kiosk) }
    }
}

extension TestClientProtocol {
    /// With the PIN that `StubCrew` says.
    func signIn(_ id: StaffID) async throws -> TestResponse {
        let pin = StubCrew.pins[id] ?? "000000"
        return try await post("/api/v1/door/staff/sign-in", #"{"id":"\#(id)","pin":"\#(pin)"}"#)
    }

    /// `rest`: further members, with a comma before them.
    func order(_ order: String, _ rest: String = "") async throws -> TestResponse {
        try await post("/api/v1/door/orders", #"{"order":"\#(order)"\#(rest)}"#)
    }
}
