// Sealed boxes against the vectors of RFC 7748 and RFC 9180, and against every kind of change.

import Testing

@testable import Cryptography

private func bytes(_ hex: String) throws -> [UInt8] {
    try #require(Hex.decode(Array(hex.utf8)))
}

private func key(_ hex: String) throws -> X25519PrivateKey {
    try X25519PrivateKey(seed: SecretBytes(copying: bytes(hex)))
}

@Suite struct SealedBoxTests {
    /// RFC 7748, 6.1.
    @Test func agreesOnTheSecretOfTheStandard() throws {
        let alice = try key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
        let bob = try key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
        let publicHalf = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
        #expect(Hex.text(of: alice.publicKey) == publicHalf)
        let secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        #expect(Hex.text(of: try alice.sharedSecret(with: bob.publicKey).reveal()) == secret)
        #expect(Hex.text(of: try bob.sharedSecret(with: alice.publicKey).reveal()) == secret)
    }

    /// RFC 9180, A.1.1, the first message.
    @Test func sealsAsTheStandardDoes() throws {
        let ephemeral = try key("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
        let recipient = try key("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
        let box = try SealedBox.seal(
            SecretBytes(copying: Array("Beauty is truth, truth beauty".utf8)),
            to: recipient.publicKey, purpose: Array("Ode on a Grecian Urn".utf8),
            authenticating: Array("Count-0".utf8), ephemeral: ephemeral)
        #expect(
            Hex.text(of: box)
                == "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
                + "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                + "6d8770ac83d07bea87e13c512a")
    }

    @Test func opensForItsReaderAndPurposeAlone() throws {
        let (reader, stranger) = (try X25519PrivateKey.generate(), try X25519PrivateKey.generate())
        let secret = SecretBytes(copying: (0..<32).map { UInt8($0) })
        let box = try SealedBox.seal(secret, to: reader.publicKey, purpose: "a key")
        #expect(try SealedBox.open(box, with: reader, purpose: "a key") == secret)
        #expect(try SealedBox.open(box, with: stranger, purpose: "a key") == nil)
        #expect(try SealedBox.open(box, with: reader, purpose: "another") == nil)
        #expect(box.count == secret.count + SealedBox.overheadBytes)
    }

    @Test func noChangedBitOpens() throws {
        let reader = try X25519PrivateKey.generate()
        let box = try SealedBox.seal(
            SecretBytes(copying: [1, 2, 3]), to: reader.publicKey, purpose: "p")
        for bit in 0..<box.count * 8 {
            // X25519 passes over the last bit of a public key.
            if bit == 255 { continue }
            var changed = box
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(try SealedBox.open(changed, with: reader, purpose: "p") == nil, "bit \(bit)")
        }
        for length in 0..<box.count {
            #expect(
                try SealedBox.open(Array(box.prefix(length)), with: reader, purpose: "p") == nil)
        }
    }

    @Test func nobodySealsForAKeyOfSmallOrder() throws {
        #expect(throws: CryptographyFault.malformedKey(kind: "X25519")) {
            try SealedBox.seal(
                SecretBytes(copying: [1]), to: [UInt8](repeating: 0, count: 32), purpose: "p")
        }
    }

    @Test func aDigestInPiecesIsTheDigestOfTheWhole() throws {
        let whole = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        let stream = try SHA256Stream()
        for piece in [whole[..<1], whole[1..<64], whole[64..<999], whole[999...]] {
            try stream.update(Array(piece))
        }
        #expect(try stream.digest() == SHA256.digest(of: whole.span))
    }
}
