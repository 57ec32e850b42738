// Which key may speak for which code, and what is said when none does: the difference between a
// guest's fault and ours.

import CheckinCore
import Cryptography
import Testing

@testable import Validation

struct TicketReaderTests {
    private let now = TicketFixtures.now

    private func read(
        _ code: String, _ reader: TicketReader, at moment: Timestamp? = nil,
        timeTrusted: Bool = true
    ) -> CodeReading {
        reader.read(TicketToken(code), at: moment ?? now, timeTrusted: timeTrusted)
    }

    private func name(_ reading: CodeReading) -> String {
        String(reading.golden.prefix { $0 != "\n" })
    }

    /// One key of each kind, with the claims it makes.
    private static func pairs() throws -> [(KeyMaterial, Claims)] {
        [
            (.ns1(TicketFixtures.secret(3)), try TicketFixtures.claims(.ns1, user: "u")),
            (.ns1(TicketFixtures.secret(3)), try TicketFixtures.claims(.ns1)),
            (
                .ns2HMAC(TicketFixtures.secret(4)),
                try TicketFixtures.claims(.ns2HMAC, generation: 2)
            ),
            (
                .ns2Signing(try Ed25519PrivateKey(seed: TicketFixtures.secret(5))),
                try TicketFixtures.claims(.ns2Ed25519, generation: 0)
            ),
        ]
    }

    @Test func readsBackEveryCodeItCanMake() throws {
        for (material, claims) in try Self.pairs() {
            let key = try TicketFixtures.key(9, material)
            let code = try TicketFixtures.code(key, claims)
            #expect(read(code, try TicketFixtures.reader([key])) == .claims(claims))
        }
    }

    @Test func aRetiredKeyStillVerifiesAndARevokedOneNever() throws {
        for (material, claims) in try Self.pairs() {
            let code = try TicketFixtures.code(try TicketFixtures.key(9, material), claims)
            let retired = try TicketFixtures.key(9, material, status: .retired)
            #expect(read(code, try TicketFixtures.reader([retired])) == .claims(claims))
            let revoked = try TicketFixtures.key(9, material, status: .revoked)
            #expect(read(code, try TicketFixtures.reader([revoked])) == .noUsableKey)
            // Another key of the event is usable: now it is not our fault.
            let other = try TicketFixtures.key(10, .ns2HMAC(TicketFixtures.secret(8)))
            #expect(read(code, try TicketFixtures.reader([revoked, other])) == .unknownKey)
        }
    }

    @Test func aKeyVerifiesWithinItsWindowOnly() throws {
        let (from, until) = (now, now + .hours(1))
        for (material, claims) in try Self.pairs() {
            let key = try TicketFixtures.key(9, material, from: from, until: until)
            let code = try TicketFixtures.code(key, claims)
            let reader = try TicketFixtures.reader([key])
            #expect(read(code, reader, at: from - .milliseconds(1)) == .noUsableKey)
            #expect(read(code, reader, at: from) == .claims(claims))
            #expect(read(code, reader, at: until - .milliseconds(1)) == .claims(claims))
            #expect(read(code, reader, at: until) == .noUsableKey)
        }
    }

    /// A rotation: the old key has no window, the new one begins today, and the box wakes up in a
    /// year of its own. By a clock that is believed that is a forgery; by another it is a guest.
    @Test(arguments: [Int64(0), 4_102_444_800_000])
    func aClockThatIsNotTrustedTakesNoKeyOutOfUse(milliseconds: Int64) throws {
        let moment = Timestamp(milliseconds: milliseconds)
        for (material, claims) in try Self.pairs() {
            let new = try TicketFixtures.key(9, material, from: now, until: now + .hours(1))
            let old: KeyMaterial =
                claims.scheme == .ns1
                ? .ns1(TicketFixtures.secret(7)) : .ns2HMAC(TicketFixtures.secret(7))
            let reader = try TicketFixtures.reader([TicketFixtures.key(8, old), new])
            let code = try TicketFixtures.code(new, claims)
            let wrong: CodeReading = claims.scheme == .ns1 ? .forged : .unknownKey
            #expect(read(code, reader, at: moment) == wrong)
            #expect(read(code, reader, at: moment, timeTrusted: false) == .claims(claims))
            let alone = try TicketFixtures.reader([new])
            #expect(read(code, alone, at: moment) == .noUsableKey)
            #expect(read(code, alone, at: moment, timeTrusted: false) == .claims(claims))
        }
    }

    @Test func aRevokedKeyProvesNothingByAnyClock() throws {
        for (material, claims) in try Self.pairs() {
            let code = try TicketFixtures.code(try TicketFixtures.key(9, material), claims)
            let reader = try TicketFixtures.reader([
                TicketFixtures.key(9, material, status: .revoked)
            ])
            #expect(read(code, reader, timeTrusted: false) == .noUsableKey)
        }
    }

    @Test func saysWhoseFaultItIsWhenNoKeySpeaks() throws {
        let strange = try TicketFixtures.event("0197a3c2-0000-7000-8000-00000000beef")
        for (material, claims) in try Self.pairs() {
            let code = try TicketFixtures.code(try TicketFixtures.key(9, material), claims)
            let own = try TicketFixtures.event()
            // Served, and no key at all.
            #expect(name(read(code, try TicketFixtures.reader([]))) == "no_usable_key")
            // Neither served nor known.
            #expect(name(read(code, try TicketFixtures.reader([], served: []))) == "other_event")
            #expect(
                name(read(code, try TicketFixtures.reader([], served: [strange]))) == "other_event")
            // Known by its key, not served: genuine, for another event.
            let key = try TicketFixtures.key(9, material)
            #expect(read(code, try TicketFixtures.reader([key], served: [])) == .claims(claims))
            // Served, and only a key of another kind.
            let kind: KeyMaterial =
                claims.scheme == .ns1
                ? .ns2HMAC(TicketFixtures.secret(8)) : .ns1(TicketFixtures.secret(8))
            let other = try TicketFixtures.key(9, kind, of: own)
            #expect(name(read(code, try TicketFixtures.reader([other]))) == "unknown_key")
        }
    }

    @Test func aWrongSecretIsForgedAndAWrongIdUnknown() throws {
        for (material, claims) in try Self.pairs() where claims.scheme != .ns2Ed25519 {
            let code = try TicketFixtures.code(try TicketFixtures.key(9, material), claims)
            let isNS1 = claims.scheme == .ns1
            let wrong: KeyMaterial =
                isNS1 ? .ns1(TicketFixtures.secret(77)) : .ns2HMAC(TicketFixtures.secret(77))
            let same = try TicketFixtures.reader([TicketFixtures.key(9, wrong)])
            #expect(read(code, same) == .forged)
            let another = try TicketFixtures.reader([TicketFixtures.key(8, wrong)])
            #expect(read(code, another) == (isNS1 ? .forged : .unknownKey))
        }
    }

    @Test func aCodeOfOneEventNeverCountsForAnother() throws {
        let other = try TicketFixtures.event("0197a3c2-0000-7000-8000-00000000beef")
        for (material, claims) in try Self.pairs() {
            let code = try TicketFixtures.code(try TicketFixtures.key(9, material), claims)
            // The other event has the very same secret.
            let reader = try TicketFixtures.reader(
                [TicketFixtures.key(9, material, of: other)], served: [other])
            #expect(read(code, reader) == .otherEvent)
        }
    }

    @Test func eventsThatShareATagAreToldApartByTheirProofs() throws {
        let (first, second) = try Self.eventsWithOneTag()
        let secret = TicketFixtures.secret(6)
        let keys = try [first, second].map { try TicketFixtures.key(1, .ns2HMAC(secret), of: $0) }
        let reader = try TicketFixtures.reader(keys, served: [first, second])
        for (event, key) in zip([first, second], keys) {
            let claims = try TicketFixtures.claims(.ns2HMAC, event: event, generation: 0)
            #expect(read(try TicketFixtures.code(key, claims), reader) == .claims(claims))
        }
        // One of them cannot be verified here, so a code with their tag is never called forged.
        let half = try TicketFixtures.reader([keys[0]], served: [first, second])
        let claims = try TicketFixtures.claims(.ns2HMAC, event: second, generation: 0)
        #expect(read(try TicketFixtures.code(keys[1], claims), half) == .noUsableKey)
    }

    /// Two ids whose hashes begin alike: some hundred tries by the birthday paradox.
    private static func eventsWithOneTag() throws -> (EventID, EventID) {
        var seen: [EventTag: EventID] = [:]
        for number in 0..<100_000 {
            let digits = String(number)
            let text = "0197a3c2-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count)
            let event = try TicketFixtures.event(text + digits)
            let tag = try #require(EventTag(event))
            if let other = seen.updateValue(event, forKey: tag) { return (other, event) }
        }
        throw CodeDefect(.missingMember)
    }

    @Test func oneTextHasOneFingerprintWhateverReaderItCameFrom() throws {
        let reader = try TicketFixtures.reader([])
        let plain = reader.fingerprint(of: TicketToken("abc"))
        #expect(plain.description == "ba7816bf8f01cfea")
        for text in ["abc\r\n", " abc", "\\000026abc"] {
            #expect(reader.fingerprint(of: TicketToken(text)) == plain)
        }
        #expect(reader.fingerprint(of: TicketToken("a\u{0}c")) != plain)
        #expect(reader.fingerprint(of: TicketToken("")).description == "e3b0c44298fc1c14")
    }

    @Test(arguments: [
        "", "hello", "RSV:ABC12", "RSV:ABC1234", "RSV:ABC-12",
        "N2:", "N2:0", "n2:52461A", "https://example.org/x",
    ])
    func whatIsNoCodeIsUnreadable(text: String) throws {
        #expect(read(text, try TicketFixtures.reader([])) == .unreadable)
    }

    @Test func aCutTokenIsUnreadableEvenIfItsBeginningWouldRead() throws {
        let key = try TicketFixtures.key()
        let code = try TicketFixtures.code(key, try TicketFixtures.claims(.ns1))
        let padded = code + String(repeating: " ", count: TicketToken.maximumBytes)
        #expect(read(padded, try TicketFixtures.reader([key])) == .unreadable)
    }
}
