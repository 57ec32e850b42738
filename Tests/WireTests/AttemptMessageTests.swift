// Attempts as the protocol has them: written as the server reads them, and read as they were meant.

import CheckinCore
import CheckinTesting
import Testing

@testable import Wire

@Suite struct AttemptMessageTests {
    /// A guest is let in by a code.
    private let admission = Attempt(
        number: AttemptNumber(41), at: Timestamp(milliseconds: 1_790_000_000_000),
        clock: HybridTime(milliseconds: 1_790_000_000_000, counter: 3), timeTrusted: true,
        door: "front", direction: .entry, source: .camera,
        fingerprint: CodeFingerprint(0x0011_2233_4455_66AA),
        claims: Claims(
            ticket: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
            event: "c56a4180-65aa-42ec-a945-5fd21dec0538", scheme: .ns2HMAC,
            issuedAt: Timestamp(milliseconds: 1_789_999_999_000), generation: 0),
        tier: "general", event: "c56a4180-65aa-42ec-a945-5fd21dec0538",
        answer: .verdict(Verdict(.admitted, flags: [.snapshotStale])),
        act: Act(.scan, staff: "7", shift: AttemptNumber(2)))

    private func read(_ text: String) throws -> JournalEntry {
        try AttemptMessage.entry(of: Array(text.utf8))
    }

    @Test func anAdmissionIsWrittenLikeThis() {
        let text = String(
            decoding: AttemptMessage.bytes(of: JournalEntry(attempt: admission)), as: UTF8.self)
        // Never changed for what was released: the server keeps a hash of it.
        #expect(
            text == """
                {"number":41,"at":1790000000000,"clock":1790000000000,"tick":3,\
                "time_trusted":true,"door":"front","direction":"entry","source":"camera",\
                "fingerprint":"00112233445566aa",\
                "event":"c56a4180-65aa-42ec-a945-5fd21dec0538",\
                "ticket":"7c9e6679-7425-40de-944b-e07fc1f90ae7",\
                "ticket_event":"c56a4180-65aa-42ec-a945-5fd21dec0538","scheme":"ns2_hmac",\
                "issued_at":1789999999000,"generation":0,"tier":"general",\
                "outcome":"admitted","flags":["snapshot_stale"],"act":"scan","staff":"7",\
                "shift":2,"people":0}
                """)
    }

    @Test func aPaymentAndARefusalAreWrittenLikeThis() {
        let payment = Attempt(
            number: AttemptNumber(2), at: Timestamp(milliseconds: 1),
            clock: HybridTime(
                milliseconds: 1, counter: 0), timeTrusted: false, door: "front",
            direction: .entry, source: .staff, fingerprint: nil, claims: nil, tier: nil,
            event: nil, answer: .done, act: Act(.payment, target: AttemptNumber(1)))
        let money = Money(minorUnits: 300_000, currency: "INR")
        let entry = JournalEntry(
            attempt: payment,
            payment: Payment(reservation: "r-1", method: .cash, amount: money, receipt: 1))
        #expect(
            String(decoding: AttemptMessage.bytes(of: entry), as: UTF8.self) == """
                {"number":2,"at":1,"clock":1,"tick":0,"time_trusted":false,"door":"front",\
                "direction":"entry","source":"staff","outcome":"done","act":"payment",\
                "target":1,"people":0,"reservation":"r-1","receipt":1,"method":"cash",\
                "amount":300000,"currency":"INR"}
                """)
        let refused = payment.answering(
            .verdict(
                Verdict(
                    .refused(
                        .alreadyInside(
                            first: Passage(door: "side", at: Timestamp(milliseconds: 5)),
                            last: nil, platformSince: nil)))))
        let text = String(
            decoding: AttemptMessage.bytes(of: JournalEntry(attempt: refused)), as: UTF8.self)
        #expect(
            text.contains(
                #""outcome":"refused","reason":"already_inside","#
                    + #""facts":{"first_door":"side","first_at":5},"act""#))
    }

    @Test func everyAttemptIsReadAsItWasWritten() throws {
        var attempts = RandomAttempts(seed: 7)
        for _ in 0..<300 {
            let entry = attempts.entry()
            #expect(try AttemptMessage.entry(of: AttemptMessage.bytes(of: entry)) == entry)
        }
    }

    @Test func everyRefusalIsReadAsItWasWritten() throws {
        var attempts = RandomAttempts(seed: 8)
        for code in RefusalCode.allCases {
            for _ in 0..<40 {
                let refused = admission.answering(
                    .verdict(Verdict(.refused(attempts.refusal(code)))))
                let entry = JournalEntry(attempt: refused)
                #expect(try AttemptMessage.entry(of: AttemptMessage.bytes(of: entry)) == entry)
            }
        }
    }

    @Test func theLongestAttemptIsTaken() throws {
        // Each byte of an identifier is escaped once.
        func longest<Subject>() throws -> Identifier<Subject> {
            try #require(Identifier(String(repeating: "\"", count: 128)))
        }
        let doors: [DoorID] = try (0..<500).map { _ in try longest() }
        let attempt = Attempt(
            number: AttemptNumber(.max), at: Timestamp(milliseconds: .min),
            clock: HybridTime(milliseconds: -999_999_999_999_999, counter: .max),
            timeTrusted: false,
            door: try longest(), direction: .entry, source: .keyboard,
            fingerprint: CodeFingerprint(.max),
            claims: Claims(
                ticket: try longest(), event: try longest(), scheme: .ns2Ed25519,
                issuedAt: Timestamp(milliseconds: .min), generation: .max, user: try longest()),
            tier: try longest(), event: try longest(), area: try longest(),
            answer: .verdict(
                Verdict(
                    .refused(.wrongDoor(allowed: doors)), flags: VerdictFlag.allCases,
                    repeats: AttemptNumber(.max))),
            act: Act(
                .shiftClose, staff: try longest(), shift: AttemptNumber(.max),
                target: AttemptNumber(.max), people: -1, cause: .technicalFault))
        let payment = Payment(
            reservation: try longest(), method: .cardTerminal,
            amount: Money(minorUnits: .min, currency: String(repeating: "\"", count: 16)),
            receipt: .max)
        let bytes = AttemptMessage.bytes(of: JournalEntry(attempt: attempt, payment: payment))
        // The server counts its own spelling, which has a space after each colon and comma.
        #expect(bytes.count + 100 <= AttemptMessage.maximumBytes)
        #expect(try AttemptMessage.entry(of: bytes).attempt.number == attempt.number)
    }

    @Test(arguments: [
        ("\"number\":41", "\"number\":0", "number"),
        ("\"number\":41", "\"number\":\"41\"", "number"),
        ("\"tick\":3", "\"tick\":65536", "tick"),
        ("\"clock\":", "\"clock\":999999", "clock"), ("\"at\":1790000000000", "\"at\":1.5", "at"),
        ("true", "1", "time_trusted"), ("\"entry\"", "\"sideways\"", "direction"),
        ("\"camera\"", "\"nose\"", "source"), ("00112233445566aa", "0011", "fingerprint"),
        ("00112233445566aa", "00112233445566ag", "fingerprint"),
        ("\"front\"", "\"\"", "door"), ("\"admitted\"", "\"beamed\"", "outcome"),
        ("\"scan\"", "\"dance\"", "act"), ("\"generation\":0", "\"generation\":256", "generation"),
        ("[\"snapshot_stale\"]", "\"snapshot_stale\"", "flags"),
        ("\"people\":0", "\"people\":99999999", "people"),
    ])
    func refusesWhatIsNotSo(text: String, other: String, member: String) {
        let good = String(
            decoding: AttemptMessage.bytes(of: JournalEntry(attempt: admission)), as: UTF8.self)
        #expect(good.contains(text))
        #expect(throws: WireFault.malformed(member)) { try read(good.replacing(text, with: other)) }
    }

    @Test func refusesWhatLacksAMember() {
        #expect(throws: WireFault.self) { try read("{}") }
        #expect(throws: WireFault.notJSON) { try read("[]") }
        let good = String(
            decoding: AttemptMessage.bytes(of: JournalEntry(attempt: admission)), as: UTF8.self)
        for member in ["at", "clock", "tick", "time_trusted", "door", "direction", "act"] {
            let without = good.replacing("\"\(member)\":", with: "\"not_\(member)\":")
            #expect(throws: WireFault.missing(member)) { try read(without) }
        }
        let ticketless = good.replacing("ticket_event", with: "other")
        #expect(throws: WireFault.missing("ticket_event")) { try read(ticketless) }
    }

    @Test func anUnknownFlagOrMemberIsPassedOver() throws {
        let good = String(
            decoding: AttemptMessage.bytes(of: JournalEntry(attempt: admission)), as: UTF8.self)
        let newer = good.replacing("[\"snap", with: "[\"glitter\",\"snap")
            .replacing("\"people\":0", with: "\"people\":0,\"newer\":{\"a\":[1]},\"user\":null")
        #expect(try read(newer).attempt == admission)
    }

    @Test func noDamagedByteCrashesAReader() {
        var attempts = RandomAttempts(seed: 9)
        for _ in 0..<200 {
            var bytes = AttemptMessage.bytes(of: attempts.entry())
            for _ in 0..<3 {
                let place = Int.random(in: bytes.indices, using: &attempts.random)
                bytes[place] = UInt8.random(in: 0...255, using: &attempts.random)
            }
            _ = try? AttemptMessage.entry(of: bytes)
            _ = try? AttemptMessage.entry(of: Array(bytes.prefix(bytes.count / 2)))
        }
    }
}
