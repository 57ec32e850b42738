// Key files: what is written reads back, and every mistake is named with its line and no secret.

import CheckinCore
import Cryptography
import Testing

@testable import Validation

struct KeyFileTests {
    private static let secret = String(repeating: "A", count: 43) + "="
    private static let lines = [
        "[[key]]", "id = 7", "event = \"0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a\"",
        "scheme = \"ns2\"", "algorithm = \"hmac-sha256\"", "secret = \"\(secret)\"",
    ]

    private func file(_ lines: [String], ending: String = "\n") -> String {
        lines.joined(separator: ending)
    }

    @Test func readsBackWhatItWrote() throws {
        let keys = try TicketGoldens.keys()
        let text = KeyFile.text(of: keys)
        let again = try KeyFile.keys(in: text.utf8)
        #expect(KeyFile.text(of: again) == text)
        #expect(again.map(\.id) == keys.map(\.id))
        #expect(again.map(\.event) == keys.map(\.event))
        #expect(again.map(\.scheme) == keys.map(\.scheme))
        #expect(again.map(\.window) == keys.map(\.window))
        #expect(again.map(\.status) == keys.map(\.status))
    }

    @Test func readsAnEventIdWithQuotesInIt() throws {
        let event = try TicketFixtures.event(#"the "big" \ night # 1"#)
        let text = KeyFile.text(of: [try TicketFixtures.key(1, of: event)])
        #expect(try KeyFile.keys(in: text.utf8).first?.event == event)
    }

    @Test func readsRemarksSpacesAndBothLineEnds() throws {
        let loose =
            ["# keys", "", "  [[key]]  # one", "\tid=7#seven"] + Self.lines.dropFirst(2)
            + [
                "not_before = 2026-01-01T00:00:00Z", "not_after = 2027-01-01T00:00:00Z # a year",
                "",
            ]
        for ending in ["\n", "\r\n"] {
            let key = try #require(try KeyFile.keys(in: file(loose, ending: ending).utf8).first)
            #expect(key.id == 7 && key.status == .active && key.scheme == .ns2HMAC)
            #expect(key.window.contains(TicketFixtures.now))
            #expect(!key.window.contains(TicketFixtures.now + .hours(24 * 365)))
        }
    }

    @Test func anEmptyFileHasNoKeys() throws {
        #expect(try KeyFile.keys(in: "".utf8).isEmpty)
        #expect(try KeyFile.keys(in: "# none yet\n".utf8).isEmpty)
    }

    /// A line to put in place of another (or to add, at 6), and the line that is to be blamed.
    @Test(arguments: [
        (0, "[key]", 1), (0, "[[keys]]", 1), (0, "[[key]] x", 1), (1, "id = 256", 2),
        (1, "id = -1", 2), (1, "id = 07", 2), (1, "id = \"7\"", 2), (1, "id 7", 2), (1, "id =", 2),
        (1, "", 1), (2, "event = \"\"", 3), (2, "event = 7", 3), (2, "event = \"x", 3),
        (2, "event = \"\\n\"", 3), (3, "scheme = \"ns3\"", 4), (3, "Scheme = \"ns2\"", 4),
        (3, "", 1),
        (4, "algorithm = \"md5\"", 5), (4, "", 1), (5, "secret = \"!\"", 6), (5, "", 1),
        (5, "secret = AAAA", 6), (6, "id = 8", 7), (6, "colour = \"red\"", 7),
        (6, "status = \"lost\"", 7), (6, "not_before = \"2026-01-01T00:00:00Z\"", 7),
        (6, "not_after = 2026-01-01", 7), (6, "public_key = \"AAAA\"", 7), (6, "\u{7}", 7),
    ])
    func namesTheLineOfAMistake(place: Int, text: String, blamed: Int) {
        var lines = Self.lines + [""]
        lines[place] = text
        let broken = file(lines)
        do {
            _ = try KeyFile.keys(in: broken.utf8)
            Issue.record("read without complaint")
        } catch {
            guard case .keyFile(let line, _) = error else {
                Issue.record("blamed something else: \(error)")
                return
            }
            #expect(line == blamed)
            #expect(!"\(error)".contains(Self.secret) && !error.hint.isEmpty)
        }
    }

    @Test func refusesKeysThatDoNotFitTogether() throws {
        let pair = try Ed25519PrivateKey(seed: TicketFixtures.secret())
        let good = KeyFile.text(of: [try TicketFixtures.key(1, .ns2Signing(pair))])
        _ = try KeyFile.keys(in: good.utf8)
        let other = try Ed25519PrivateKey(seed: TicketFixtures.secret(2)).publicKey.bytes
        let lines = good.split(separator: "\n").map(String.init)
        let publicLine = try #require(lines.firstIndex { $0.hasPrefix("public_key") })
        let text = String(decoding: Base64Strict.encode(other), as: UTF8.self)
        for line in ["public_key = \"\(text)\"", "secret = \"\(text)\"", "public_key = \"AAAA\""] {
            var changed = lines
            changed[publicLine] = line
            #expect(throws: TicketFault.self) { _ = try KeyFile.keys(in: file(changed).utf8) }
        }
        let ns1 = good.replacing("\"ns2\"", with: "\"ns1\"")
        #expect(throws: TicketFault.self) { _ = try KeyFile.keys(in: ns1.utf8) }
        let window =
            Self.lines + [
                "not_before = 2026-01-01T00:00:00Z", "not_after = 2026-01-01T00:00:00Z",
            ]
        #expect(throws: TicketFault.self) { _ = try KeyFile.keys(in: file(window).utf8) }
    }

    @Test func refusesShortSecretsAndHugeFiles() {
        var lines = Self.lines
        lines[5] = "secret = \"QUJD\""
        #expect(throws: TicketFault.secretLength(key: 7, bytes: 3)) {
            _ = try KeyFile.keys(in: file(lines).utf8)
        }
        #expect(throws: TicketFault.keyFileTooLarge) {
            _ = try KeyFile.keys(in: [UInt8](repeating: 0x0A, count: KeyFile.maximumBytes + 1))
        }
        #expect(throws: TicketFault.self) {
            _ = try KeyFile.keys(in: [UInt8](repeating: 0x23, count: 5_000))
        }
        #expect(throws: TicketFault.self) { _ = try KeyFile.keys(in: [0x23, 0xFF, 0x0A]) }
        let many = Array(repeating: "[[key]]", count: KeyRing.maximumKeys + 1)
        #expect(throws: TicketFault.tooManyKeys(event: nil)) {
            _ = try KeyFile.keys(in: file(many).utf8)
        }
    }

    @Test func aKeyNeverPrintsItsSecret() throws {
        let key = try TicketFixtures.key(
            1, .ns1(SecretBytes(copying: Array(repeating: 0x5A, count: 32))))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("90, 90") && !text.contains("ZZZZ") && !text.contains("- 90"))
        }
    }
}
