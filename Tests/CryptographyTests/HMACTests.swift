// HMAC-SHA256 against the vectors of RFC 4231, and the ways a proof must be refused.

import Testing

@testable import Cryptography

/// One vector of RFC 4231; `code` may be truncated, as in its case 5.
struct HMACVector: Sendable, CustomTestStringConvertible {
    let name: String
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    var testDescription: String { name }

    static let all = [
        HMACVector(
            name: "case 1", key: Array(repeating: 0x0B, count: 20),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        HMACVector(
            name: "case 2", key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        HMACVector(
            name: "case 3", key: Array(repeating: 0xAA, count: 20),
            message: Array(repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        HMACVector(
            name: "case 4", key: Array(1...25), message: Array(repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        HMACVector(
            name: "case 5", key: Array(repeating: 0x0C, count: 20),
            message: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"),
        HMACVector(
            name: "case 6", key: Array(repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        HMACVector(
            name: "case 7", key: Array(repeating: 0xAA, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size "
                    + "data. The key needs to be hashed before being used by the HMAC algorithm.")
                    .utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]
}

struct HMACTests {
    @Test(arguments: HMACVector.all)
    func matchesTheVectorsOfTheStandard(vector: HMACVector) throws {
        let key = try HMACKey(SecretBytes(copying: vector.key))
        let proof = try #require(Hex.decode(Array(vector.code.utf8)))
        // Twice with the same key: the second run must not remember the first.
        for split in [0, vector.message.count / 2] {
            let head = Array(vector.message[..<split])
            let tail = Array(vector.message[split...])
            let code = try key.code(head, tail)
            #expect(code.starts(with: proof))
            #expect(try key.accepts(proof, head, tail))
        }
    }

    @Test func refusesEveryChangedBitOfAProof() throws {
        let key = try HMACKey(SecretBytes(copying: Array(repeating: 7, count: 32)))
        let (head, tail) = (Array("a".utf8), Array("b".utf8))
        let proof = Array(try key.code(head, tail).prefix(14))
        for bit in 0..<proof.count * 8 {
            var changed = proof
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(try !key.accepts(changed, head, tail))
        }
    }

    @Test func refusesProofsThatAreTooShortOrTooLong() throws {
        let key = try HMACKey(SecretBytes(copying: Array(repeating: 7, count: 32)))
        let message: [UInt8] = [1, 2, 3]
        let code = try key.code(message)
        for count in [0, 1, 13] {
            let short = Array(code.prefix(count))
            #expect(try !key.accepts(short, message))
        }
        let long = code + [0]
        #expect(try !key.accepts(long, message))
    }

    @Test func severalTasksMayShareOneKey() async throws {
        let key = try HMACKey(SecretBytes(copying: Array(repeating: 9, count: 32)))
        let results = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let message = Array(repeating: UInt8(number), count: 200)
                    let first = try key.code(message)
                    for _ in 0..<500 where try key.code(message) != first {
                        return false
                    }
                    return true
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: true, count: 8))
    }
}
