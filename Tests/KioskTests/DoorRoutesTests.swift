// The door's API, as the page on the kiosk screen calls it.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Kiosk

@Suite struct DoorRoutesTests {
    @Test func saysHowTheDoorStands() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.hold(.cameraMissing)
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.get("/api/v1/door/state")
            #expect(answer.status == .ok)
            #expect(answer.headers[.cacheControl] == "no-store")
            let state = try answer.json()
            #expect(state["event"] as? String == "Winter Gala")
            #expect(state["door"] as? String == "Door door-a")
            #expect(state["inside"] as? Int == 42)
            #expect(state["capacity"] as? Int == 100)
            let list = try #require(state["list"] as? [String: Any])
            #expect(list["level"] as? String == "fresh")
            #expect(list["ageMinutes"] as? Int == 5)
            let conditions = try #require(state["conditions"] as? [[String: Any]])
            #expect(conditions.map { $0["code"] as? String } == ["camera_missing"])
        }
    }

    @Test func saysWhatIsWrongInsteadOfZerosWhenTheJournalCannotBeRead() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.fail()
        await kiosk.box.hold(.journalFailed)
        try await kiosk.server.doorApplication().test(.router) { client in
            for path in ["/api/v1/door/state", "/api/v1/venue/state"] {
                let state = try await client.get(path).json()
                #expect(state["inside"] == nil)
                #expect(state["sold"] == nil)
                #expect((state["list"] as? [String: Any])?["level"] as? String == "unknown")
                let conditions = try #require(state["conditions"] as? [[String: Any]])
                #expect(conditions.map { $0["code"] as? String } == ["journal_failed"])
            }
            let rows = try await client.get("/api/v1/venue/attempts")
            #expect(rows.status == .serviceUnavailable)
            #expect(rows.problem == "journal_unreadable")
        }
    }

    @Test func readsTheJournalOnceASecondForAllPages() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            for _ in 0..<5 { _ = try await client.get("/api/v1/door/state") }
            #expect(await kiosk.box.standingReads == 1)
            kiosk.time.advance(by: .seconds(1))
            _ = try await client.get("/api/v1/door/state")
            #expect(await kiosk.box.standingReads == 2)
        }
    }

    @Test func acknowledgesAVerdictThatWasSeen() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post("/api/v1/door/seen", #"{"number":7}"#)
            #expect(answer.status == .noContent)
            #expect(await kiosk.box.acknowledged == [AttemptNumber(7)])
        }
    }

    @Test(arguments: [
        (#"{"number":0}"#, "no_such_number"), (#"{"number":-3}"#, "no_such_number"),
        (#"{"number":"7"}"#, "malformed_body"), (#"{"number":1e40}"#, "malformed_body"),
        ("", "malformed_body"), ("[[[[[[[[", "malformed_body"), ("{}", "malformed_body"),
    ])
    func refusesToAcknowledgeNonsense(body: String, code: String) async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post("/api/v1/door/seen", body)
            #expect(answer.status == .badRequest)
            #expect(answer.problem == code)
            #expect(await kiosk.box.acknowledged.isEmpty)
        }
    }

    @Test func saysWhenAnAcknowledgementWasNotWritten() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.fail()
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post("/api/v1/door/seen", #"{"number":7}"#)
            #expect(answer.problem == "not_acknowledged")
            #expect(answer.headers[.retryAfter] != nil)
        }
    }

    @Test func answersATypedCode() async throws {
        let kiosk = try Kiosk()
        await kiosk.box.say(.verdict(Verdict(.refused(.forged))))
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post("/api/v1/door/scan", #"{"code":" NS2.abc\n"}"#)
            #expect(answer.status == .ok)
            let verdict = try answer.json()
            #expect(verdict["kind"] as? String == "refused")
            #expect(verdict["reason"] as? String == "forged")
            #expect(verdict["color"] as? String == "red")
            let token = try #require(await kiosk.box.presented.first)
            #expect(token.bytes == Array("NS2.abc".utf8))
            #expect(token.source == .typed)
            #expect(!token.isOversize)
        }
    }

    @Test func neverSendsTheTextOfACodeBack() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post("/api/v1/door/scan", #"{"code":"SECRET-1"}"#)
            #expect(!answer.text.contains("SECRET-1"))
            let wrong = try await client.post("/api/v1/door/scan", #"{"cod":"SECRET-2"}"#)
            #expect(!wrong.text.contains("SECRET-2"))
        }
    }

    @Test func boundsTypedCodes() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let longest = String(repeating: "x", count: TicketToken.maximumBytes)
            let taken = try await client.post("/api/v1/door/scan", #"{"code":"\#(longest)"}"#)
            #expect(taken.status == .ok)
            let tooLong = try await client.post("/api/v1/door/scan", #"{"code":"\#(longest)x"}"#)
            #expect(tooLong.problem == "code_too_long")
            let empty = try await client.post("/api/v1/door/scan", #"{"code":"  "}"#)
            #expect(empty.problem == "code_missing")
            let flood = String(repeating: "x", count: 100_000)
            let tooLarge = try await client.post("/api/v1/door/scan", #"{"code":"\#(flood)"}"#)
            #expect(tooLarge.status == .contentTooLarge)
            #expect(tooLarge.problem == "body_too_large")
            #expect(await kiosk.box.presented.count == 1)
        }
    }

    @Test func wantsJSONSaidToBeJSON() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            let answer = try await client.post(
                "/api/v1/door/seen", #"{"number":7}"#, headers: [.contentType: "text/plain"])
            #expect(answer.status == .unsupportedMediaType)
            #expect(answer.problem == "not_json")
        }
    }

    @Test func hidesNamesFromTheQueueWhereThatIsConfigured() async throws {
        for showsNames in [true, false] {
            let kiosk = try Kiosk(showsNames: showsNames)
            try await kiosk.server.doorApplication().test(.router) { client in
                let answer = try await client.post("/api/v1/door/scan", #"{"code":"x"}"#)
                #expect(answer.text.contains("Asha Rao") == showsNames)
                #expect(try answer.json()["ticket"] as? String == "N-t-1")
            }
        }
    }

    @Test func countsNobodyWhenNothingWasRecorded() async throws {
        let kiosk = try Kiosk()
        for (number, inside) in [(Int64?(7), Int?(43)), (nil, nil)] {
            let message = VerdictMessage(
                Kiosk.announcement(.unavailable(.journalFailed), number: number),
                words: kiosk.words, identity: kiosk.screen.identity, now: Fixtures.now)
            #expect(message.number == number)
            #expect(message.inside == inside)
        }
    }

    @Test func cutsNamesAndDropsColoursThatAreNone() async throws {
        var ticket = Fixtures.ticket()
        ticket.holder = String(repeating: "a\u{301}", count: 5_000)
        ticket.tier.color = "red;background:url(x)"
        let kiosk = try Kiosk()
        let message = VerdictMessage(
            Kiosk.announcement(.verdict(Verdict(.admitted)), ticket: ticket), words: kiosk.words,
            identity: kiosk.screen.identity, now: Fixtures.now)
        #expect((message.holder?.unicodeScalars.count ?? .max) < 100)
        #expect(message.tier?.color == nil)
    }

    @Test func isReadyOnlyWhenGuestsCanBeAdmitted() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            #expect(try await client.get("/readyz").status == .ok)
            await kiosk.box.hold(.snapshotStale)
            #expect(try await client.get("/readyz").status == .ok)
            await kiosk.box.hold(.journalFailed)
            let answer = try await client.get("/readyz")
            #expect(answer.status == .serviceUnavailable)
            #expect(try answer.json()["conditions"] as? [String] == ["journal_failed"])
            #expect(try await client.get("/healthz").status == .ok)
        }
    }
}
