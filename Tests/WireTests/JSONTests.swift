// Bytes to values and back: what is JSON is read, what is nearly JSON is not.

import CheckinCore
import Testing

@testable import Wire

@Suite struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONParser.value(of: Array(text.utf8))
    }

    @Test func readsEveryKindOfValue() throws {
        let text = #" {"a": [1, -2, true, false, null], "b": {"c": "d"}, "e": 1.5, "f": 2e3} "#
        guard case .object(let object) = try parse(text) else {
            Issue.record("is no object")
            return
        }
        #expect(
            object["a"] == .list([.integer(1), .integer(-2), .flag(true), .flag(false), .null]))
        #expect(object["e"] == .decimal("1.5"))
        #expect(object["f"] == .decimal("2e3"))
        guard case .object(let inner)? = object["b"] else {
            Issue.record("is no object")
            return
        }
        #expect(inner["c"] == .text("d"))
        #expect(String(decoding: inner.source, as: UTF8.self) == #"{"c": "d"}"#)
    }

    @Test func readsEscapes() throws {
        #expect(try parse(#""a\"\\\/\b\f\n\r\tz""#) == .text("a\"\\/\u{8}\u{c}\n\r\tz"))
        #expect(try parse(#""\u00e9\ud83d\ude00\u0001""#) == .text("é😀\u{1}"))
        #expect(try parse("\"é😀\"") == .text("é😀"))
    }

    @Test func keepsWholeNumbersWholeAndRoundsNone() throws {
        #expect(try parse("9223372036854775807") == .integer(.max))
        #expect(try parse("-9223372036854775808") == .integer(.min))
        #expect(try parse("9223372036854775808") == .decimal("9223372036854775808"))
        #expect(try parse("1.0") == .decimal("1.0"))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "[1 2]", "{\"a\":}", "{\"a\" 1}", "{\"a\":1,}", "{a:1}",
        "{\"a\":1,\"a\":2}", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"", "\"\u{1}\"", "01", "-", "+1", "1.", ".5", "1e", "tru", "nulll", "1 2",
        "<html>", "\u{feff}1", "// a\n1",
    ])
    func refusesWhatIsNearlyJSON(text: String) {
        #expect(throws: WireFault.notJSON) { try parse(text) }
    }

    @Test func refusesWhatIsNotUTF8() {
        #expect(throws: WireFault.notJSON) { try JSONParser.value(of: [0x22, 0xFF, 0x22]) }
        #expect(throws: WireFault.notJSON) { try JSONParser.value(of: [0x22, 0xC0, 0x80, 0x22]) }
    }

    @Test func boundsDepthAndMembers() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try parse(nested(JSONParser.maximumDepth))
        #expect(throws: WireFault.tooMany("levels")) {
            try parse(nested(JSONParser.maximumDepth + 1))
        }
        #expect(throws: WireFault.tooMany("levels")) { try parse(nested(100_000)) }
        func members(_ count: Int) -> String {
            "{" + (0..<count).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        }
        _ = try parse(members(JSONParser.maximumMembers))
        #expect(throws: WireFault.tooMany("members")) {
            try parse(members(JSONParser.maximumMembers + 1))
        }
    }

    @Test func writesWhatItReads() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("text", "q\" b\\ n\n é😀 \u{7f}")
            writer.add("absent", nil as String?)
            writer.add("number", Int64.min)
            writer.add("flag", false)
            writer.object("inner") { $0.add("a", 1) }
            writer.list("list") { writer in
                writer.add(1)
                writer.add("b")
                writer.list { $0.add(2) }
            }
            writer.list("empty") { _ in }
        }
        let text = String(decoding: writer.bytes, as: UTF8.self)
        let expected =
            #"{"text":"q\" b\\ n\u000a é😀 "# + "\u{7f}"
            + #"","number":-9223372036854775808,"flag":false,"#
            + #""inner":{"a":1},"list":[1,"b",[2]],"empty":[]}"#
        #expect(text == expected)
        guard case .object(let object) = try JSONParser.value(of: writer.bytes) else { return }
        #expect(object["text"] == .text("q\" b\\ n\n é😀 \u{7f}"))
    }

    @Test func base64IsReadInItsOneSpelling() {
        for count in 0...66 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(Base64Text.bytes(of: Base64Text.text(of: bytes)) == bytes)
        }
        #expect(Base64Text.text(of: Array("foobar".utf8)) == "Zm9vYmFy")
        #expect(Base64Text.text(of: Array("foob".utf8)) == "Zm9vYg==")
        for wrong in ["Zg", "Zg=", "Zh==", "Zg==Zg==", "Z===", "=", "Zm9-", "Zm 9"] {
            #expect(Base64Text.bytes(of: wrong) == nil, "\(wrong)")
        }
    }

    @Test func cutsTextsWhereACharacterEnds() {
        #expect(CutText.prefix(of: "aé😀", bytes: 7) == "aé😀")
        #expect(CutText.prefix(of: "aé😀", bytes: 6) == "aé")
        #expect(CutText.prefix(of: "aé😀", bytes: 2) == "a")
    }
}
