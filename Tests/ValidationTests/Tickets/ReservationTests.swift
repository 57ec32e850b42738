// Reservation codes, and the tickets that follow from them.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct ReservationTests {
    private func read(_ text: String, _ source: TokenSource) -> CodeReading {
        TicketReader(ring: .empty, served: [Fixtures.eventID]).read(
            Fixtures.token(text, source: source), at: Fixtures.now, timeTrusted: true)
    }

    @Test(arguments: ["RSV:R4MZ7Q", "rsv:r4mz7q", " Rsv:r4MZ7q\r\n"])
    func readsAPrefixedCodeFromEveryReader(_ text: String) throws {
        let code = try #require(ReservationCode("R4MZ7Q".utf8))
        for source in [TokenSource.camera, .keyboard, .typed, .api] {
            #expect(read(text, source) == .reservation(code))
        }
    }

    @Test func takesSixCharactersForACodeOnlyWhenTheyWereTyped() throws {
        let code = try #require(ReservationCode("R4MZ7Q".utf8))
        #expect(read("r4mz7q", .typed) == .reservation(code))
        for source in [TokenSource.camera, .keyboard, .api] {
            #expect(read("R4MZ7Q", source) == .unreadable)
        }
    }

    @Test(arguments: [
        "RSV:R4MZ7", "RSV:R4MZ7QQ", "RSV:R4MZ7-", "RSV R4MZ7Q", "R4MZ7", "R4MZ7é", "",
    ])
    func readsNothingElseAsACode(_ text: String) {
        #expect(read(text, .typed) == .unreadable)
    }

    /// Made once with another program: journals that exist speak of these tickets.
    @Test func ticketsHaveTheIdsTheyAlwaysHad() {
        let id: ReservationID = "6f1c1a52-0f7e-4a0b-9a57-2f1f3b8f0d11"
        #expect(
            Reservation.ticketID(of: id, tier: "general", index: 0).text
                == "d7b2677f-4eb9-83aa-8bc9-1709b47a295f")
        #expect(
            Reservation.ticketID(of: id, tier: "vip", index: 2).text
                == "d76b9554-6d90-80d0-82e7-09147f7ceeb8")
    }

    @Test func twoDoorsMakeTheSameTicketsFromTheirOwnLists() {
        let here = Fixtures.reservation()
        var there = Fixtures.reservation(status: .paid, expiresAt: nil)
        there.holder = nil
        there.asOf = Fixtures.now
        #expect(here.tickets.map(\.id) == there.tickets.map(\.id))
        #expect(here.tickets.map(\.tier.id) == ["general", "general", "vip"])
        #expect(Set(here.tickets.map(\.id)).count == 3)
        #expect(here.tickets.allSatisfy { $0.holder == nil && !$0.number.contains("R4MZ") })
    }

    @Test func ticketsOfDifferentReservationsNeverMeet() {
        var random = SeededRandom(seed: 8)
        var seen: Set<TicketID> = []
        let count = 100_000
        for _ in 0..<count {
            let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let id = Reservation.ticketID(
                of: ReservationID(uuid: bytes), tier: "general", index: 0)
            seen.insert(id)
        }
        #expect(seen.count == count)
        let versions = seen.compactMap(\.uuidBytes).allSatisfy { bytes in
            bytes[6] >> 4 == 8 && bytes[8] >> 6 == 2
        }
        #expect(versions)
    }
}
