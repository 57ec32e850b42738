// base45, base64, cleaning and moments: what they read is what they write, and nothing else.

import CheckinCore
import Testing

@testable import Validation

struct TextCodingTests {
    private func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

    /// The examples of RFC 9285, section 4.3 and 4.4.
    @Test(arguments: [
        ("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"),
        ("ietf!", "QED8WEX0"),
        ("", ""),
    ])
    func base45MatchesTheStandard(plain: String, text: String) throws {
        #expect(Base45.encode(plain.utf8) == Array(text.utf8))
        #expect(try Base45.decode(bytes(text)) == Array(plain.utf8))
    }

    @Test(arguments: ["A", "AAAA", "::", ":::", "GGW", "FGW0", "aBB", "BB8é", "\u{0}BB", "=BB"])
    func base45RefusesWhatItWouldNotWrite(text: String) {
        #expect(throws: CodeDefect.self) { _ = try Base45.decode(bytes(text)) }
    }

    @Test func base45HasOneSpellingOfEveryPairAndByte() throws {
        for value in 0...0xFFFF {
            let pair = [UInt8(value >> 8), UInt8(value & 0xFF)]
            #expect(try Base45.decode(Base45.encode(pair)[...]) == pair)
        }
        var accepted = 0
        for first in UInt8.min...UInt8.max {
            #expect(try Base45.decode(Base45.encode([first])[...]) == [first])
            for second in UInt8.min...UInt8.max
            where (try? Base45.decode([first, second])) != nil {
                accepted += 1
            }
        }
        #expect(accepted == 256)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64MatchesTheStandard(plain: String, text: String) throws {
        #expect(Base64Strict.encode(plain.utf8) == Array(text.utf8))
        #expect(try Base64Strict.decode(bytes(text)) == Array(plain.utf8))
        let bare = text.filter { $0 != "=" }
        #expect(try Base64Strict.decode(bytes(bare)) == Array(plain.utf8))
    }

    @Test func base64ReadsBothAlphabetsButNotTogether() throws {
        let plain: [UInt8] = [0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF]
        #expect(try Base64Strict.decode(bytes("++++////")) == plain)
        #expect(try Base64Strict.decode(bytes("--__")) == Base64Strict.decode(bytes("++//")))
        for text in ["+-AA", "-/AA", "_+AA", "AA/_"] {
            #expect(throws: CodeDefect.self) { _ = try Base64Strict.decode(bytes(text)) }
        }
    }

    @Test(arguments: [
        "Z", "Zg=", "Zg===", "Zm8==", "Zm9v=", "Zm9v====", "=", "==", "Zh==", "Zm9=", "Zh", "Zm9",
        "Zg= =", "Zg==\n", " Zg==", "Zm 9v", "Z=g=", "Zg==Zg==", "Zm9v!", "Zmé9v", "Zm9\u{0}", "A",
    ])
    func base64RefusesEveryOtherSpelling(text: String) {
        #expect(throws: CodeDefect.self) { _ = try Base64Strict.decode(bytes(text)) }
    }

    @Test(arguments: [
        ("ABC", "ABC"), (" ABC\r\n", "ABC"), ("\t\\000026ABC", "ABC"), ("\\000026 ABC \n", "ABC"),
        ("A B C", "A B C"), ("\\000026\\000026A", "\\000026A"), ("\\000027A", "\\000027A"),
    ])
    func cleaningTakesOffWhatReadersAdd(raw: String, clean: String) throws {
        #expect(try CodeText(TicketToken(raw)).bytes == bytes(clean))
    }

    @Test(arguments: [
        "", " \r\n", "\\000026", "A\u{0}B", "A\nB", "A\tB", "A\u{7F}", "A\u{1D}", "\u{1D}A",
    ])
    func cleaningRefusesWhatItMayNotTakeOff(raw: String) {
        #expect(throws: CodeDefect.self) { _ = try CodeText(TicketToken(raw)) }
    }

    @Test func cleaningRefusesTextsThatAreTooLong() throws {
        let longest = [UInt8](repeating: 0x41, count: TicketToken.maximumBytes)
        #expect(try CodeText(TicketToken(longest)).bytes.count == 2_048)
        #expect(throws: CodeDefect(.oversize)) { _ = try CodeText(TicketToken(longest + [0x41])) }
    }
}
