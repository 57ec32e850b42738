// Names must be bounded, printable, and compare as databases compare them.

import CheckinCore
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["", "a\u{0}b", "line\n", "\u{7F}", "tab\t"])
    func refusesWhatIsNoName(text: String) {
        #expect(TicketID(text) == nil)
    }

    @Test func isBoundedInBytesNotCharacters() {
        #expect(TicketID(String(repeating: "a", count: 128)) != nil)
        #expect(TicketID(String(repeating: "a", count: 129)) == nil)
        #expect(TicketID(String(repeating: "ñ", count: 64)) != nil)
        #expect(TicketID(String(repeating: "ñ", count: 65)) == nil)
    }

    @Test func keepsUUIDsInLowerCaseAndNothingElse() {
        let upper = "0F8FAD5B-D9CB-469F-A165-70867728950E"
        #expect(TicketID(upper)?.text == upper.lowercased())
        #expect(TicketID("ABC-123")?.text == "ABC-123")
    }

    @Test func uuidSurvivesItsBytes() {
        let bytes = (0..<16).map { UInt8($0 * 17) }
        let identifier = EventID(uuid: bytes)
        #expect(identifier.text == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(identifier.uuidBytes == bytes)
        #expect(EventID("gala")?.uuidBytes == nil)
    }

    /// SQLite and PostgreSQL see bytes: two spellings of one letter are two names.
    @Test func comparesByBytes() {
        let composed = TicketID("\u{E9}")
        let decomposed = TicketID("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(
            ["b", "a", "aa", "A"].compactMap(TicketID.init).sorted().map(\.text) == [
                "A", "a", "aa", "b",
            ])
    }

    @Test(arguments: [
        "00112233-4455-6677-8899-aabbccddeef", "00112233-4455-6677-8899-aabbccddeeff0",
        "00112233_4455-6677-8899-aabbccddeeff", "0011223g-4455-6677-8899-aabbccddeeff",
        "{0112233-4455-6677-8899-aabbccddeef}", "001122334455-6677-8899-aabbccddeeff-",
    ])
    func otherSpellingIsNoUUID(text: String) {
        #expect(!UUIDText.isUUID(text.utf8))
        #expect(UUIDText.bytes(of: text.utf8) == nil)
    }

    @Test func fingerprintAlwaysHasSixteenDigits() {
        #expect(CodeFingerprint(0).description == "0000000000000000")
        #expect(CodeFingerprint(0xBEEF).description == "000000000000beef")
        #expect(CodeFingerprint(.max).description == "ffffffffffffffff")
    }

    @Test func oversizeTokenIsCutAndSaysSo() {
        let now = Uptime(nanoseconds: 0)
        let fits = TicketToken(
            bytes: [UInt8](repeating: 65, count: 2_048), source: .camera, seenAt: now)
        let over = TicketToken(
            bytes: [UInt8](repeating: 65, count: 2_049), source: .camera, seenAt: now)
        #expect(!fits.isOversize)
        #expect(over.isOversize)
        #expect(over.bytes == fits.bytes)
    }
}
