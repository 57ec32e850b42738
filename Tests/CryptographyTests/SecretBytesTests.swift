// Secrets keep their bytes, compare by them, and say nothing in any way of printing.

import CheckinCore
import Testing

@testable import Cryptography

struct SecretBytesTests {
    @Test func sayNothingHoweverTheyArePrinted() throws {
        let secret = SecretBytes(copying: Array("hunter2hunter2".utf8))
        var dumped = ""
        dump(secret, to: &dumped)
        let hash = try PassphraseHash(hashing: secret, cost: Scrypt.Cost(logN: 4, r: 1, p: 1))
        var hashDumped = ""
        dump(hash, to: &hashDumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(hash)"] {
            #expect(text.contains("<secret>"))
            #expect(!text.contains("hunter"))
        }
        #expect(!dumped.contains("104") && !dumped.contains("hunter"))
        #expect(!hashDumped.contains("salt"))
    }

    @Test func takingBytesOverEmptiesTheGiver() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(cleansing: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.reveal() == [1, 2, 3])
        #expect(secret.count == 3)
    }

    @Test func compareByTheirBytes() {
        #expect(SecretBytes(copying: [1, 2]) == SecretBytes(copying: [1, 2]))
        #expect(SecretBytes(copying: [1, 2]) != SecretBytes(copying: [1, 3]))
        #expect(SecretBytes(copying: [1, 2]) != SecretBytes(copying: [1]))
        #expect(SecretBytes(copying: []) == SecretBytes(copying: []))
    }

    @Test func randomBytesDiffer() throws {
        let first = try Randomness.bytes(count: 32)
        let second = try Randomness.bytes(count: 32)
        #expect(first.count == 32 && first != second)
        #expect(try Randomness.secret(count: 32) != Randomness.secret(count: 32))
    }

    @Test func hexHasOneSpelling() {
        #expect(Hex.text(of: [0x00, 0x9F, 0xFF]) == "009fff")
        #expect(Hex.decode(Array("009fff".utf8)) == [0x00, 0x9F, 0xFF])
        for text in ["0", "0G", "9F", " 9f", "9f "] {
            #expect(Hex.decode(Array(text.utf8)) == nil)
        }
    }

    @Test func faultsNameNoSecretAndSayWhatToDo() {
        let faults: [any Fault] = [
            CryptographyFault.libraryFailed(operation: "HMAC"),
            CryptographyFault.malformedKey(kind: "Ed25519"),
            CryptographyFault.malformedPassphraseHash,
        ]
        #expect(Set(faults.map(\.code)).count == faults.count)
        for fault in faults { #expect(!fault.hint.isEmpty && !fault.message.isEmpty) }
    }
}
