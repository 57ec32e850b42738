// Keys: how long, for which events, in which order, and which of them make codes.

import CheckinCore
import Cryptography
import Testing

@testable import Validation

struct KeyRingTests {
    private let now = TicketFixtures.now

    @Test(arguments: [0, 1, 31, 1_025])
    func refusesSecretsOfAnUnsafeLength(count: Int) throws {
        let event = try TicketFixtures.event()
        let secret = SecretBytes(copying: Array(repeating: 1, count: count))
        for material in [KeyMaterial.ns1(secret), .ns2HMAC(secret)] {
            #expect(throws: TicketFault.secretLength(key: 5, bytes: count)) {
                _ = try EventKey(id: 5, event: event, material: material)
            }
        }
        #expect(throws: TicketFault.masterLength(bytes: count)) {
            _ = try KeyDerivation.eventSecret(master: secret, event: event, keyID: 1)
        }
    }

    @Test func compactKeysNeedAnEventThatIsAUUID() throws {
        let named = try TicketFixtures.event("summer")
        #expect(throws: TicketFault.eventNotUUID(key: 1)) {
            _ = try TicketFixtures.key(1, .ns2HMAC(TicketFixtures.secret()), of: named)
        }
        #expect(throws: TicketFault.eventNotUUID(key: 1)) {
            _ = try KeyDerivation.eventSecret(
                master: TicketFixtures.secret(), event: named, keyID: 1)
        }
        _ = try TicketFixtures.key(1, of: named)
    }

    @Test func triesActiveKeysFirstAndTheNewestOfThemFirst() throws {
        let keys = try [
            TicketFixtures.key(1, status: .retired), TicketFixtures.key(2),
            TicketFixtures.key(3, from: now - .hours(2)), TicketFixtures.key(4, status: .revoked),
            TicketFixtures.key(5, from: now - .hours(1)), TicketFixtures.key(6),
        ]
        let event = try TicketFixtures.event()
        #expect(try KeyRing(keys).keys(of: event).map(\.id) == [5, 3, 6, 2, 1, 4])
        #expect(try KeyRing(keys.reversed()).keys(of: event).map(\.id) == [5, 3, 6, 2, 1, 4])
        #expect(try KeyRing(keys).makingKey(for: event, scheme: .ns1, at: now)?.id == 5)
        #expect(try KeyRing(keys).makingKey(for: event, scheme: .ns2HMAC, at: now) == nil)
    }

    @Test func refusesTwoKeysThatACodeCouldNotTellApart() throws {
        let event = try TicketFixtures.event()
        let twice = try [TicketFixtures.key(1), TicketFixtures.key(1, status: .retired)]
        #expect(throws: TicketFault.duplicateKey(key: 1, event: event)) { _ = try KeyRing(twice) }
        // The same number for another kind of code is another key.
        _ = try KeyRing([
            TicketFixtures.key(1), TicketFixtures.key(1, .ns2HMAC(TicketFixtures.secret())),
        ])
    }

    @Test func boundsTheKeysThatMayBeTriedForOneCode() throws {
        let event = try TicketFixtures.event()
        let most = try (1...8).map { try TicketFixtures.key($0) }
        _ = try KeyRing(most)
        #expect(throws: TicketFault.tooManyKeys(event: event)) {
            _ = try KeyRing(most + [TicketFixtures.key(9)])
        }
    }

    @Test func knowsWhetherAnEventCanBeVerifiedAtAll() throws {
        let event = try TicketFixtures.event()
        #expect(!KeyRing.empty.hasUsableKey(for: event, at: now))
        for (status, usable) in [
            (KeyStatus.active, true), (.retired, true), (.revoked, false),
        ] {
            let ring = try KeyRing([TicketFixtures.key(status: status)])
            #expect(ring.hasUsableKey(for: event, at: now) == usable)
        }
        let past = try KeyRing([TicketFixtures.key(until: now)])
        #expect(!past.hasUsableKey(for: event, at: now))
        #expect(past.hasUsableKey(for: event, at: now, timeTrusted: false))
        #expect(past.events == [event])
    }

    @Test func derivesTheKeyThatAnotherProgramDerives() throws {
        let lines = try TicketGoldens.text("derivation.txt").split(separator: "\n")
        let master = try #require(Hex.decode(Array(lines[0].dropFirst("master ".count).utf8)))
        let event = try TicketFixtures.event(String(lines[1].dropFirst("event ".count)))
        let keyID = try #require(UInt8(lines[2].dropFirst("key ".count)))
        let derived = try KeyDerivation.eventSecret(
            master: SecretBytes(copying: master), event: event, keyID: keyID)
        #expect(Hex.text(of: derived.reveal()) == String(lines[4]))
    }

    @Test func refusesToMakeWithAKeyThatMayNot() throws {
        for status in [KeyStatus.retired, .revoked] {
            let key = try TicketFixtures.key(status: status)
            #expect(throws: TicketFault.self) { _ = try CodeMaker(key: key, at: now) }
        }
        let past = try TicketFixtures.key(until: now)
        #expect(throws: TicketFault.self) { _ = try CodeMaker(key: past, at: now) }
        let pair = try Ed25519PrivateKey(seed: TicketFixtures.secret())
        let verifying = try TicketFixtures.key(1, .ns2Verifying(pair.publicKey))
        #expect(throws: TicketFault.self) { _ = try CodeMaker(key: verifying, at: now) }
    }

    @Test func refusesClaimsThatTheFormatCannotSay() throws {
        let other = try TicketFixtures.event("0197a3c2-0000-7000-8000-00000000beef")
        let ns1 = try TicketFixtures.key()
        let ns2 = try TicketFixtures.key(2, .ns2HMAC(TicketFixtures.secret()))
        let before = NS2.epoch - .milliseconds(1)
        let after = Timestamp(milliseconds: NS2.epoch.milliseconds + 0x100_0000 * 60_000)
        let refused: [(EventKey, Claims)] = [
            (ns1, try TicketFixtures.claims(.ns1, event: other)),
            (ns1, try TicketFixtures.claims(.ns2HMAC)),
            (ns1, try TicketFixtures.claims(.ns1, generation: 1)),
            (ns1, try TicketFixtures.claims(.ns1, issuedAt: Timestamp(milliseconds: -1))),
            (ns1, try TicketFixtures.claims(.ns1, issuedAt: Timestamp(milliseconds: .max))),
            (ns2, try TicketFixtures.claims(.ns2HMAC, ticket: "not a uuid")),
            (ns2, try TicketFixtures.claims(.ns2HMAC, user: "u")),
            (ns2, try TicketFixtures.claims(.ns2HMAC, issuedAt: before)),
            (ns2, try TicketFixtures.claims(.ns2HMAC, issuedAt: after)),
            (ns2, try TicketFixtures.claims(.ns2HMAC, issuedAt: Timestamp(milliseconds: .min))),
        ]
        for (key, claims) in refused {
            #expect(throws: TicketFault.self) { _ = try TicketFixtures.code(key, claims) }
        }
    }
}
