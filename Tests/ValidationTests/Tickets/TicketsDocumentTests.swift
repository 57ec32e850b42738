// The examples of docs/TICKETS.md are what the code makes, and every fault it can throw is in
// there.

import CheckinCore
import Cryptography
import Foundation
import Testing

@testable import Validation

struct TicketsDocumentTests {
    private let event: EventID
    private let document: String

    init() throws {
        event = try TicketFixtures.event()
        let root = TicketGoldens.folder.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        document = try String(
            contentsOf: root.appending(path: "docs/TICKETS.md"), encoding: .utf8)
    }

    /// The lines of the block with this name.
    private func block(_ name: String) throws -> String {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(
            lines.firstIndex { $0.hasPrefix("```") && $0.hasSuffix(" \(name)") })
        return lines[(start + 1)...].prefix { $0 != "```" }.joined(separator: "\n")
    }

    @Test func theNS1ExampleIsWhatTheCodeMakes() throws {
        let secret = SecretBytes(copying: "an example, and therefore public".utf8)
        let key = try TicketFixtures.key(1, .ns1(secret))
        let claims = try TicketFixtures.claims(
            .ns1, issuedAt: Timestamp(milliseconds: 1_777_658_310_000),
            user: "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
        let code = try TicketFixtures.code(key, claims)
        #expect(code == (try block("ns1-code")))
        let object = try Base64Strict.decode(Array(code.utf8)[...])
        #expect(String(decoding: object, as: UTF8.self) == (try block("ns1-object")))
    }

    @Test func theCompactExamplesAreWhatTheCodeMakes() throws {
        let sold = try #require(Timestamp(rfc3339: "2026-03-03T04:05:00Z"))
        let secret = try KeyDerivation.eventSecret(
            master: SecretBytes(copying: 0x00...0x1F), event: event, keyID: 7)
        #expect(Hex.text(of: secret.reveal()) == (try block("ns2-secret")))
        let hmac = try TicketFixtures.key(7, .ns2HMAC(secret))
        let code = try TicketFixtures.code(
            hmac, TicketFixtures.claims(.ns2HMAC, issuedAt: sold, generation: 1))
        #expect(code == (try block("ns2-code")))
        #expect(Hex.text(of: try NS2(Array(code.utf8)[...]).body) == (try block("ns2-body")))
        let pair = try Ed25519PrivateKey(seed: SecretBytes(copying: (0xE0...0xFF).reversed()))
        let signed = try TicketFixtures.code(
            TicketFixtures.key(8, .ns2Signing(pair)),
            TicketFixtures.claims(.ns2Ed25519, issuedAt: sold, generation: 1))
        #expect(signed == (try block("ns2-ed25519-code")))
    }

    @Test func theKeyFileExampleReadsAndWritesTheSameAndReadsTheExamples() throws {
        let text = try block("key-file") + "\n"
        let keys = try KeyFile.keys(in: text.utf8)
        #expect(KeyFile.text(of: keys) == text)
        let reader = try TicketFixtures.reader(keys)
        for name in ["ns1-code", "ns2-code", "ns2-ed25519-code"] {
            let token = TicketToken(try block(name))
            let reading = reader.read(token, at: TicketFixtures.now, timeTrusted: true)
            #expect(reading.golden.hasPrefix("claims\n"), "\(name)")
        }
    }

    @Test func everyFaultAndEveryBoundStandsInTheDocument() throws {
        let faults: [TicketFault] = [
            .keyFile(line: 1, problem: "x"), .keyFileTooLarge, .secretLength(key: 1, bytes: 1),
            .eventNotUUID(key: 1), .duplicateKey(key: 1, event: event), .tooManyKeys(event: nil),
            .tooManyKeys(event: event), .masterLength(bytes: 1),
            .keyCannotMake(key: 1, reason: "x"), .claimsDoNotFit(reason: "x"),
            .cryptography(.malformedKey(kind: "x")), .cryptography(.libraryFailed(operation: "x")),
        ]
        for fault in faults {
            #expect(document.contains("| `\(fault.code)` |"), "\(fault.code)")
            #expect(!fault.hint.isEmpty && !fault.message.isEmpty)
        }
        #expect(KeyFile.maximumBytes == 1 << 20 && document.contains("at most 1 MiB"))
        #expect(KeyRing.maximumKeys == 1_024 && document.contains("1,024 keys"))
        #expect(KeyRing.maximumNS1Keys == 8 && document.contains("8 NS1 keys"))
        #expect(CanonicalObject.maximumMembers == 16 && document.contains("At most 16."))
        #expect(TicketToken.maximumBytes == 2_048 && document.contains("2,048 bytes"))
        #expect(EventKey.minimumSecretBytes == 32 && EventKey.maximumSecretBytes == 1_024)
        #expect(KeyLine.maximumBytes == 4_096 && document.contains("4,096 bytes"))
    }
}
