// The compact code: its size, its fields to the bit, and texts that are nearly one.

import CheckinCore
import Cryptography
import Testing

@testable import Validation

struct NS2Tests {
    private func hmacKey() throws -> EventKey {
        try TicketFixtures.key(3, .ns2HMAC(TicketFixtures.secret()))
    }

    @Test func staysWithinItsSizeAndAlphabet() throws {
        let alphabet = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
        let hmac = try TicketFixtures.code(hmacKey(), TicketFixtures.claims(.ns2HMAC))
        #expect(hmac.count == 60 && hmac.allSatisfy(alphabet.contains))
        let signing = try TicketFixtures.key(
            3, .ns2Signing(Ed25519PrivateKey(seed: TicketFixtures.secret())))
        let signed = try TicketFixtures.code(signing, TicketFixtures.claims(.ns2Ed25519))
        #expect(signed.count == 135 && signed.allSatisfy(alphabet.contains))
    }

    /// White space is stripped from scanned texts, so a code may not end in any.
    @Test func noCodeEndsInASpace() {
        for last in UInt16.min...UInt16.max {
            #expect(Base45.encode([UInt8(last >> 8), UInt8(last & 0xFF)]).last != 0x20)
        }
    }

    @Test func roundsTheMomentDownToTheMinute() throws {
        let key = try hmacKey()
        let minute = Timestamp(milliseconds: 1_777_658_400_000)
        let reader = try TicketFixtures.reader([key])
        for late in [0, 1, 59_999] {
            let claims = try TicketFixtures.claims(.ns2HMAC, issuedAt: minute + .milliseconds(late))
            let code = try TicketFixtures.code(key, claims)
            let reading = reader.read(TicketToken(code), at: TicketFixtures.now, timeTrusted: true)
            #expect(reading.golden.contains("issued \(minute.milliseconds)\n"))
        }
    }

    @Test(arguments: [0x00, 0x10, 0x12, 0x22, 0x2F, 0x30, 0xFF] as [UInt8])
    func refusesOtherVersionsAndAlgorithms(head: UInt8) throws {
        var body = NS2.body(
            scheme: .ns2HMAC, keyID: 3, tag: EventTag(0), ticket: Array(repeating: 1, count: 16),
            minutes: 0, generation: 0)
        body[0] = head
        let text = NS2.prefix + Base45.encode(body + Array(repeating: 0, count: 14))
        #expect(throws: CodeDefect(.compactVersion)) { _ = try NS2(text[...]) }
    }

    @Test func refusesOtherLengths() throws {
        for head in [0x20, 0x21] as [UInt8] {
            for count in 0...100 where count != (head == 0x20 ? 38 : 88) {
                let bytes = ([head] + Array(repeating: 0, count: 99)).prefix(count)
                let text = NS2.prefix + Base45.encode(bytes)
                #expect(throws: CodeDefect(.compactLength)) { _ = try NS2(text[...]) }
            }
        }
    }

    /// A truncated HMAC may not pass where a signature is asked for, nor the other way round.
    @Test func theAlgorithmIsTheKeysAndNotTheCodes() throws {
        let secret = TicketFixtures.secret()
        let pair = try Ed25519PrivateKey(seed: secret)
        let symmetric = try TicketFixtures.key(
            3, .ns2HMAC(SecretBytes(copying: pair.publicKey.bytes)))
        let code = try TicketFixtures.code(symmetric, TicketFixtures.claims(.ns2HMAC))
        let verifying = try TicketFixtures.key(3, .ns2Verifying(pair.publicKey))
        let reader = try TicketFixtures.reader([verifying])
        #expect(
            reader.read(TicketToken(code), at: TicketFixtures.now, timeTrusted: true) == .unknownKey
        )
    }
}
