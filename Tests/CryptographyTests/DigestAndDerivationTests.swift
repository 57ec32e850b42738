// SHA-256 (FIPS 180-4), HKDF (RFC 5869) and scrypt (RFC 7914) against their published vectors.

import Testing

@testable import Cryptography

struct DigestAndDerivationTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func digestsMatchTheStandard(text: String, digest: String) {
        let message = Array(text.utf8)
        let computed = SHA256.digest(of: message.span)
        #expect(Hex.text(of: computed) == digest)
    }

    /// Cases 1 to 3 of appendix A: ordinary, long, and with neither salt nor info.
    @Test(arguments: [
        HKDFVector(
            key: Array(repeating: 0x0B, count: 22), salt: Array(0...0x0C),
            info: Array(0xF0...0xF9),
            output: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                + "34007208d5b887185865"),
        HKDFVector(
            key: Array(0...0x4F), salt: Array(0x60...0xAF), info: Array(0xB0...0xFF),
            output: "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                + "cc30c58179ec3e87c14c01d5c1f3434f1d87"),
        HKDFVector(
            key: Array(repeating: 0x0B, count: 22), salt: [], info: [],
            output: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                + "9d201395faa4b61a96c8"),
    ])
    func derivedKeysMatchTheStandard(vector: HKDFVector) throws {
        let derived = try HKDF.derive(
            from: SecretBytes(copying: vector.key), salt: vector.salt.span,
            info: vector.info.span, count: vector.output.utf8.count / 2)
        #expect(Hex.text(of: derived.reveal()) == vector.output)
    }

    @Test(arguments: [
        ScryptVector(
            passphrase: "", salt: "", cost: Scrypt.Cost(logN: 4, r: 1, p: 1),
            output: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        ScryptVector(
            passphrase: "password", salt: "NaCl", cost: Scrypt.Cost(logN: 10, r: 8, p: 16),
            output: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
        ScryptVector(
            passphrase: "pleaseletmein", salt: "SodiumChloride",
            cost: Scrypt.Cost(logN: 14, r: 8, p: 1),
            output: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"),
    ])
    func passphraseHashesMatchTheStandard(vector: ScryptVector) throws {
        let output = try Scrypt.derive(
            from: SecretBytes(copying: vector.passphrase.utf8), salt: Array(vector.salt.utf8).span,
            cost: vector.cost, count: 64)
        #expect(Hex.text(of: output) == vector.output)
    }
}

struct HKDFVector: Sendable {
    let key: [UInt8]
    let salt: [UInt8]
    let info: [UInt8]
    let output: String
}

struct ScryptVector: Sendable {
    let passphrase: String
    let salt: String
    let cost: Scrypt.Cost
    let output: String
}
