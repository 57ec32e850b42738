// Money at the door's page: what is passed on, what is not understood, and who hears of it.

import CheckinCore
import CheckinTesting
import Hummingbird
import HummingbirdTesting
import Testing
import WebEdge

@testable import Kiosk

@Suite struct PaymentRoutesTests {
    private let received = #","target":7,"method":"cash","received":500000,"currency":"INR""#

    private func door(
        signedIn id: StaffID,
        _ body: @escaping @Sendable (any TestClientProtocol, Kiosk) async throws -> Void
    ) async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            _ = try await client.signIn(id)
            try await body(client, kiosk)
        }
    }

    @Test func passesOnHowAndHowMuch() async throws {
        let received = received
        try await door(signedIn: "22") { client, kiosk in
            let seven = AttemptNumber(7)
            let orders: [(String, Order)] = [
                (
                    received,
                    .pay(seven, .cash, received: Money(minorUnits: 500_000, currency: "INR"))
                ),
                (#","target":7,"method":"upi""#, .pay(seven, .upi, received: nil)),
                (
                    #","target":7,"method":"comp","cause":"guest_list""#,
                    .pay(seven, .comp, received: nil)
                ),
            ]
            for (rest, order) in orders {
                let answer = try await client.order("pay", rest)
                #expect(answer.status == .ok, "\(rest)")
                #expect(await kiosk.crew.given.last?.order == order)
            }
            #expect(await kiosk.crew.given.last?.cause == .guestList)
        }
    }

    @Test func refusesMoneyThatItDoesNotUnderstand() async throws {
        try await door(signedIn: "22") { client, kiosk in
            let before = await kiosk.crew.given.count
            for rest in [
                "", #","target":7"#, #","target":7,"method":"cheque""#,
                #","method":"cash""#, #","target":7,"method":"cash","received":500000"#,
            ] {
                let problem = try await client.order("pay", rest).problem
                #expect(problem == "order_malformed", "\(rest)")
            }
            #expect(await kiosk.crew.given.count == before)
        }
    }

    @Test func answersWithTheReceiptAndThoseItLetsIn() async throws {
        let received = received
        try await door(signedIn: "22") { client, _ in
            let answer = try await client.order("pay", received).json()
            let answers = try #require(answer["answers"] as? [[String: Any]])
            let forStaff = try #require(answers.first?["forStaff"] as? [String: Any])
            let paid = try #require(forStaff["paid"] as? [String: Any])
            #expect(paid["receipt"] as? Int == 7 && paid["changeMinorUnits"] as? Int == 50_000)
            #expect(answers.last?["payment"] as? Int == answers.first?["number"] as? Int)
            #expect(answers.first?["payment"] == nil, "a payment was not sold by one")
        }
    }

    /// Whoever took the money may never have heard the answer, and the money is taken all the same.
    @Test func everyPageHearsOfAPaymentAfterTheGuestsItLetsIn() async throws {
        let received = received
        try await door(signedIn: "22") { client, kiosk in
            let page = try await kiosk.screen.hub.subscribe(after: nil)
            _ = try await client.order("pay", received)
            var heard: [String] = []
            for await frame in page.frames where heard.count < 2 {
                let text = String(buffer: frame)
                guard text.contains("event: verdict") else { continue }
                heard.append(text)
                if heard.count == 2 { page.end() }
            }
            #expect(heard.first?.contains("admitted_after_payment") == true)
            #expect(heard.last?.contains(#""receipt":7"#) == true)
        }
    }

    @Test func aStewardTakesNoMoney() async throws {
        try await door(signedIn: "11") { client, _ in
            let answer = try await client.order("pay", #","target":7,"method":"upi""#)
            #expect(answer.status == .forbidden && answer.problem == "not_allowed")
        }
    }
}
