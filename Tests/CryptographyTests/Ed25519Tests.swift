// Ed25519 against the vectors of RFC 8032, section 7.1, and what must not verify.

import Testing

@testable import Cryptography

struct Ed25519Vector: Sendable {
    let seed: String
    let publicKey: String
    let message: String
    let signature: String

    static let all = [
        Ed25519Vector(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Ed25519Vector(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Ed25519Vector(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]

    func bytes(_ path: KeyPath<Ed25519Vector, String>) throws -> [UInt8] {
        try #require(Hex.decode(Array(self[keyPath: path].utf8)))
    }
}

struct Ed25519Tests {
    @Test(arguments: Ed25519Vector.all)
    func matchesTheVectorsOfTheStandard(vector: Ed25519Vector) throws {
        let key = try Ed25519PrivateKey(seed: SecretBytes(copying: vector.bytes(\.seed)))
        #expect(key.publicKey.bytes == (try vector.bytes(\.publicKey)))
        let message = try vector.bytes(\.message)
        let signature = try vector.bytes(\.signature)
        #expect(try key.sign(message) == signature)
        let publicKey = try Ed25519PublicKey(vector.bytes(\.publicKey))
        #expect(try publicKey.accepts(signature, message))
    }

    @Test func refusesEveryChangedBitOfSignatureAndMessage() throws {
        let key = try Ed25519PrivateKey.generate()
        let message = Array("a ticket".utf8)
        let signature = try key.sign(message)
        let whole = signature + message
        for bit in 0..<whole.count * 8 {
            var changed = whole
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let (first, rest) = (Array(changed.prefix(64)), Array(changed.dropFirst(64)))
            #expect(try !key.publicKey.accepts(first, rest))
        }
    }

    @Test func refusesSignaturesOfAnotherLengthOrKey() throws {
        let key = try Ed25519PrivateKey.generate()
        let message: [UInt8] = [1]
        let signature = try key.sign(message)
        let (short, long) = (Array(signature.dropLast()), signature + [0])
        #expect(try !key.publicKey.accepts(short, message))
        #expect(try !key.publicKey.accepts(long, message))
        let other = try Ed25519PrivateKey.generate()
        #expect(key.publicKey != other.publicKey)
        #expect(try !other.publicKey.accepts(signature, message))
    }

    @Test(arguments: [0, 31, 33, 64])
    func refusesKeysOfAnotherLength(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(throws: CryptographyFault.malformedKey(kind: "Ed25519")) {
            _ = try Ed25519PublicKey(bytes)
        }
        #expect(throws: CryptographyFault.malformedKey(kind: "Ed25519")) {
            _ = try Ed25519PrivateKey(seed: SecretBytes(copying: bytes))
        }
    }
}
