// A stored passphrase: it matches itself alone, reads back, and cannot be made a trap.

import Testing

@testable import Cryptography

struct PassphraseHashTests {
    /// Little work, so that the tests are about the text and not about the time.
    private static let cheap = Scrypt.Cost(logN: 4, r: 1, p: 1)

    private func secret(_ text: String) -> SecretBytes { SecretBytes(copying: text.utf8) }

    @Test func matchesThePassphraseAndNoOther() throws {
        let hash = try PassphraseHash(hashing: secret("türsteher 7"), cost: Self.cheap)
        #expect(try hash.matches(secret("türsteher 7")))
        #expect(try !hash.matches(secret("türsteher 8")))
        #expect(try !hash.matches(secret("")))
        #expect(try !hash.matches(secret(String(repeating: "x", count: 1_025))))
    }

    @Test func readsBackWhatItWrote() throws {
        let hash = try PassphraseHash(hashing: secret("open"), cost: Self.cheap)
        let again = try PassphraseHash(hash.text)
        #expect(again == hash)
        #expect(try again.matches(secret("open")))
    }

    @Test func theStandardCostCanBePaid() throws {
        let hash = try PassphraseHash(hashing: secret("open"))
        #expect(hash.text.hasPrefix("$scrypt$ln=14,r=8,p=5$"))
        #expect(try hash.matches(secret("open")))
    }

    @Test func aDecoyCostsAsMuchAndMatchesNothing() throws {
        let decoy = try PassphraseHash.decoy(cost: Self.cheap)
        let real = try PassphraseHash(hashing: secret("open"), cost: Self.cheap)
        #expect(decoy.text.hasPrefix("$scrypt$ln=4,r=1,p=1$"))
        #expect(decoy.text.count == real.text.count)
        #expect(try !decoy.matches(secret("open")))
        #expect(try decoy != PassphraseHash.decoy(cost: Self.cheap))
    }

    @Test func twoHashesOfOnePassphraseDiffer() throws {
        let first = try PassphraseHash(hashing: secret("open"), cost: Self.cheap)
        let second = try PassphraseHash(hashing: secret("open"), cost: Self.cheap)
        #expect(first.text != second.text)
    }

    @Test func refusesAPassphraseThatIsTooLong() {
        #expect(throws: CryptographyFault.self) {
            _ = try PassphraseHash(hashing: secret(String(repeating: "x", count: 1_025)))
        }
    }

    private static let salt = "00112233445566778899aabbccddeeff"
    private static let hash = String(repeating: "ab", count: 32)

    @Test(arguments: [
        "", "$", "open", "$scrypt$ln=14,r=8,p=5$\(salt)", "$argon2$ln=14,r=8,p=5$\(salt)$\(hash)",
        "$scrypt$ln=14,r=8$\(salt)$\(hash)", "$scrypt$ln=014,r=8,p=5$\(salt)$\(hash)",
        "$scrypt$r=8,ln=14,p=5$\(salt)$\(hash)", "$scrypt$ln=14,r=8,p=5$00$\(hash)",
        "$scrypt$ln=14,r=8,p=5$\(salt)$\(hash)ab", "$scrypt$ln=14,r=8,p=5$\(salt)$\(hash)$",
        "$scrypt$ln=14,r=8,p=5$\(salt)$AB\(hash.dropFirst(2))",
        // More memory, more passes, or nonsense: never tried.
        "$scrypt$ln=20,r=8,p=1$\(salt)$\(hash)", "$scrypt$ln=14,r=8,p=17$\(salt)$\(hash)",
        "$scrypt$ln=63,r=8,p=1$\(salt)$\(hash)", "$scrypt$ln=999,r=999,p=999$\(salt)$\(hash)",
        "$scrypt$ln=-1,r=8,p=1$\(salt)$\(hash)", "$scrypt$ln=14,r=0,p=1$\(salt)$\(hash)",
        String(repeating: "$", count: 5_000),
    ])
    func refusesWhatIsNoHash(text: String) {
        #expect(throws: CryptographyFault.malformedPassphraseHash) { _ = try PassphraseHash(text) }
    }
}
