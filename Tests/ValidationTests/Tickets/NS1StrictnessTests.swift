// Objects whose signature is right and whose text JavaScript would not have written: each must be
// refused for its text, so that one proof has one spelling.

import CheckinCore
import Cryptography
import Testing

@testable import Validation

/// The members of an object as text, and why it is none of ours; nil when it is.
struct NS1Text: Sendable, CustomTestStringConvertible {
    let what: String
    let members: String
    let kind: CodeDefect.Kind?

    init(_ what: String, _ members: String, _ kind: CodeDefect.Kind?) {
        self.what = what
        self.members = members
        self.kind = kind
    }

    var testDescription: String { what }

    private static let event = "\"eventId\":\"0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a\""
    /// Everything a code needs but for the account.
    static let base = "\"ticketId\":\"t\",\(event),\"timestamp\":1777658310000"

    static let accepted = [
        NS1Text("the least there can be", base, nil),
        NS1Text("members in another order", "\"timestamp\":0,\(event),\"ticketId\":\"t\"", nil),
        NS1Text("an empty name", base + ",\"\":\"\"", nil),
        NS1Text("every short escape", base + #","x":"\"\\\b\t\n\f\r""#, nil),
        NS1Text("control characters", base + #","x":"\u0000\u000b\u001f""#, nil),
        NS1Text("what needs no escape", base + ",\"x\":\"/\u{7F}\u{80}\u{2028}\u{FEFF}\"", nil),
        NS1Text("the largest integers", base + ",\"x\":9007199254740991,\"y\":-1", nil),
        NS1Text("nearly a number", base + ",\"-1\":\"\",\"1a\":\"\",\"1.5\":\"\"", nil),
        NS1Text("eleven more members", base + more(12), nil),
    ]

    static let refused = [
        NS1Text("nothing at all", "", .notCanonical),
        NS1Text("no ticket", "\(event),\"timestamp\":1", .missingMember),
        NS1Text("no event", "\"ticketId\":\"t\",\"timestamp\":1", .missingMember),
        NS1Text("no moment", "\"ticketId\":\"t\",\(event)", .missingMember),
        NS1Text("too many members", base + more(13), .memberCount),
        NS1Text("a ticket twice", base + ",\"ticketId\":\"t\"", .duplicateMember),
        NS1Text("an extra member twice", base + ",\"x\":1,\"x\":1", .duplicateMember),
        NS1Text("an earlier signature", base + ",\"signature\":\"\"", .duplicateMember),
        NS1Text("a name in digits", base + ",\"0\":1", .memberName),
        NS1Text("a long name in digits", base + ",\"4294967296\":1", .memberName),
        NS1Text("__proto__", base + ",\"__proto__\":1", .memberName),
        NS1Text("a disguised __proto__", base + ",\"\\u005f_proto__\":1", .escape),
        NS1Text("a space after a colon", base + ",\"x\": 1", .memberValue),
        NS1Text("a space before a colon", base + ",\"x\" :1", .notCanonical),
        NS1Text("a space after a comma", base + ", \"x\":1", .notCanonical),
        NS1Text("a line feed in front", "\n" + base, .notCanonical),
        NS1Text("a comma too many", base + ",", .notCanonical),
        NS1Text("a fraction", base + ",\"x\":1.0", .number),
        NS1Text("an exponent", base + ",\"x\":1e3", .number),
        NS1Text("a capital exponent", base + ",\"x\":1E3", .number),
        NS1Text("minus zero", base + ",\"x\":-0", .number),
        NS1Text("a leading zero", base + ",\"x\":01", .number),
        NS1Text("a lone minus", base + ",\"x\":-", .number),
        NS1Text("a plus", base + ",\"x\":+1", .memberValue),
        NS1Text("beyond exact integers", base + ",\"x\":9007199254740992", .number),
        NS1Text(
            "far beyond integers", base + ",\"x\":" + String(repeating: "9", count: 40), .number),
        NS1Text("true", base + ",\"x\":true", .memberValue),
        NS1Text("null elsewhere", base + ",\"x\":null", .memberValue),
        NS1Text("half a null", base + ",\"userId\":nul", .memberValue),
        NS1Text("an object within", base + ",\"x\":{}", .memberValue),
        NS1Text("a list within", base + ",\"x\":[]", .memberValue),
        NS1Text("an escaped slash", base + #","x":"\/""#, .escape),
        NS1Text("a letter escaped", base + #","x":"\u0041""#, .escape),
        NS1Text("a long escape for a short one", base + #","x":"\u000a""#, .escape),
        NS1Text("an escape in capitals", base + #","x":"\u001F""#, .escape),
        NS1Text("an escaped delete", base + #","x":"\u007f""#, .escape),
        NS1Text("an escaped separator", base + #","x":"\u2028""#, .escape),
        NS1Text("a lone surrogate", base + #","x":"\ud800""#, .escape),
        NS1Text("an escaped pair", base + #","x":"\ud83d\ude00""#, .escape),
        NS1Text("an unknown escape", base + #","x":"\v""#, .escape),
        NS1Text("a cut escape", base + #","x":"\u00"#, .escape),
        NS1Text("a bare control character", base + ",\"x\":\"\u{1}\"", .notCanonical),
        NS1Text("an open string", base + ",\"x\":\"", .notCanonical),
        NS1Text("an empty account", base + ",\"userId\":\"\"", .memberValue),
        NS1Text("an account in digits", base + ",\"userId\":7", .memberValue),
        NS1Text("a control character in an account", base + #","userId":"\n""#, .memberValue),
        NS1Text("an empty ticket", "\"ticketId\":\"\",\(event),\"timestamp\":1", .memberValue),
        NS1Text("a null ticket", "\"ticketId\":null,\(event),\"timestamp\":1", .memberValue),
        NS1Text(
            "a long ticket",
            "\"ticketId\":\"" + String(repeating: "t", count: 129) + "\",\(event),\"timestamp\":1",
            .memberValue),
        NS1Text(
            "a moment in quotes", "\"ticketId\":\"t\",\(event),\"timestamp\":\"1\"", .memberValue),
        NS1Text("before 1970", "\"ticketId\":\"t\",\(event),\"timestamp\":-1", .memberValue),
        NS1Text(
            "after the last moment", "\"ticketId\":\"t\",\(event),\"timestamp\":8640000000000001",
            .memberValue),
    ]

    private static func more(_ count: Int) -> String {
        (0..<count).map { ",\"x\($0)\":1" }.joined()
    }
}

struct NS1StrictnessTests {
    @Test(arguments: NS1Text.accepted)
    func believesWhatJavaScriptWouldWrite(text: NS1Text) throws {
        let key = try TicketFixtures.key()
        let token = TicketFixtures.text(of: try TicketFixtures.signed(text.members, by: key))
        let reading = try TicketFixtures.reader([key]).read(
            token, at: TicketFixtures.now, timeTrusted: true)
        guard case .claims(let claims) = reading else {
            Issue.record("read as \(reading)")
            return
        }
        #expect(claims.ticket.text == "t" && claims.user == nil)
    }

    @Test(arguments: NS1Text.refused)
    func refusesWhatJavaScriptWouldNotWrite(text: NS1Text) throws {
        let key = try TicketFixtures.key()
        let reader = try TicketFixtures.reader([key])
        let token = TicketFixtures.text(of: try TicketFixtures.signed(text.members, by: key))
        #expect(reader.read(token, at: TicketFixtures.now, timeTrusted: true) == .unreadable)
        #expect(reader.inspect(token, at: TicketFixtures.now).defect?.kind == text.kind)
    }

    /// Changes of a whole object that its own signature does not cover.
    @Test func refusesWhatStandsAroundTheObject() throws {
        let key = try TicketFixtures.key()
        let reader = try TicketFixtures.reader([key])
        let object = try TicketFixtures.signed(NS1Text.base, by: key)
        let digits = object.dropLast(2).suffix(64)
        let capitals = String(decoding: digits, as: UTF8.self).uppercased()
        let head = object.dropLast(66)
        let changed: [[UInt8]] = [
            object + [0x20], object + [0x0A], [0x20] + object, object + object,
            [0xEF, 0xBB, 0xBF] + object, Array(object.dropLast()), object + Array("}".utf8),
            object + [0], [], Array("{}".utf8), Array("[]".utf8), Array("null".utf8),
        ]
        for text in changed {
            let token = TicketFixtures.text(of: text)
            #expect(reader.read(token, at: TicketFixtures.now, timeTrusted: true) == .unreadable)
        }
        let proofs = [capitals, "", "00", String(repeating: "0", count: 64)]
        for proof in proofs {
            let token = TicketFixtures.text(of: head + Array((proof + "\"}").utf8))
            #expect(reader.read(token, at: TicketFixtures.now, timeTrusted: true) == .forged)
        }
    }

    @Test func refusesASignatureThatIsNotTheLastMember() throws {
        let key = try TicketFixtures.key()
        let reader = try TicketFixtures.reader([key])
        let base = Array(("{" + NS1Text.base).utf8)
        let proof = Hex.text(of: try key.proof(of: base, NS1.closing))
        let first = "{\"signature\":\"\(proof)\",\(NS1Text.base)}"
        let token = TicketFixtures.text(of: Array(first.utf8))
        #expect(reader.inspect(token, at: TicketFixtures.now).defect?.kind == .signaturePlace)
        for last in ["null", "1"] {
            let text = "{" + NS1Text.base + ",\"signature\":\(last)}"
            let token = TicketFixtures.text(of: Array(text.utf8))
            #expect(reader.read(token, at: TicketFixtures.now, timeTrusted: true) == .unreadable)
        }
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80],
        ] as [[UInt8]])
    func refusesWhatIsNotUTF8(bytes: [UInt8]) throws {
        let key = try TicketFixtures.key()
        let members = Array((NS1Text.base + ",\"x\":\"").utf8) + bytes + [UInt8(ascii: "\"")]
        let object = try TicketFixtures.signed(bytes: members, by: key)
        let reader = try TicketFixtures.reader([key])
        let inspection = reader.inspect(TicketFixtures.text(of: object), at: TicketFixtures.now)
        #expect(inspection.defect?.kind == .notUTF8)
    }
}
