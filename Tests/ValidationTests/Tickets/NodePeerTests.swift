// The format against the language that defines it: real Node makes codes that are read here, and
// checks codes that were made here. Where Node is not installed these tests have nothing to run and
// the frozen codes stand for it; with CHECKIND_REQUIRE_NODE set, its absence is a failure.

import CheckinCore
import Cryptography
import Foundation
import Testing

@testable import Validation

struct NodePeerTests {
    /// Codes a run; the seed is fixed, so that a failure comes back.
    private static let codes = 400

    private struct Made: Decodable {
        let code: String
        let secret: String
        let ticketId: String
        let eventId: String
        let userId: String?
        let timestamp: Int64
    }

    private struct Question: Encodable {
        let code: String
        let secret: String
    }

    private struct Answer: Decodable {
        let valid: Bool
        let ticketId: String?
        let eventId: String?
        let userId: String?
        let timestamp: Int64?
    }

    @Test func readsWhatNodeMakes() throws {
        guard let node = try node() else { return }
        let lines = try run(node, ["make", "20260501", String(Self.codes)], input: Data())
        #expect(lines.count == Self.codes)
        for line in lines {
            let made = try JSONDecoder().decode(Made.self, from: line)
            let event = try TicketFixtures.event(made.eventId)
            let secret = try Base64Strict.decode(Array(made.secret.utf8)[...])
            let key = try TicketFixtures.key(1, .ns1(SecretBytes(copying: secret)), of: event)
            let reading = try TicketFixtures.reader([key], served: [event])
                .read(TicketToken(made.code), at: TicketFixtures.now, timeTrusted: true)
            let claims = try TicketFixtures.claims(
                .ns1, ticket: made.ticketId, event: event,
                issuedAt: Timestamp(milliseconds: made.timestamp), user: made.userId)
            #expect(reading == .claims(claims), "\(made.code)")
        }
    }

    @Test func makesWhatNodeBelieves() throws {
        guard let node = try node() else { return }
        var claims: [Claims] = []
        var input = Data()
        for (number, text) in Self.texts.enumerated() {
            let secret = Array(repeating: UInt8(number + 1), count: 32 + number)
            let event = try TicketFixtures.event("event \(text)")
            let key = try TicketFixtures.key(1, .ns1(SecretBytes(copying: secret)), of: event)
            let claim = try TicketFixtures.claims(
                .ns1, ticket: text, event: event, user: number.isMultiple(of: 2) ? text : nil)
            claims.append(claim)
            let question = Question(
                code: try TicketFixtures.code(key, claim),
                secret: String(decoding: Base64Strict.encode(secret), as: UTF8.self))
            input += try JSONEncoder().encode(question) + [0x0A]
        }
        let answers = try run(node, ["verify"], input: input)
            .map { try JSONDecoder().decode(Answer.self, from: $0) }
        #expect(answers.count == claims.count)
        for (answer, claim) in zip(answers, claims) {
            #expect(answer.valid, "\(claim.ticket)")
            #expect(answer.ticketId.map { Array($0.utf8) } == Array(claim.ticket.text.utf8))
            #expect(answer.eventId.map { Array($0.utf8) } == Array(claim.event.text.utf8))
            #expect(answer.userId.map { Array($0.utf8) } == claim.user.map { Array($0.text.utf8) })
            #expect(answer.timestamp == claim.issuedAt.milliseconds)
        }
    }

    private static let texts = [
        "t", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "a\"b", "a\\b", "a/b", "<b>&amp;</b>",
        "é", "e\u{301}", "टिकट", "تذكرة", "票券", "🎟️", "👩‍🎤", "𠀀", "\u{2028}\u{2029}", "\u{FEFF}x",
        "\u{80}\u{9F}\u{A0}", "\u{FFFF}\u{FFFD}", "\u{10FFFF}", String(repeating: "\"", count: 120),
    ]

    private func node() throws -> URL? {
        let environment = ProcessInfo.processInfo.environment
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { URL(filePath: String($0)).appending(path: "node") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        if environment["CHECKIND_REQUIRE_NODE"] != nil { _ = try #require(found, "no Node here") }
        return found
    }

    private func run(_ node: URL, _ arguments: [String], input: Data) throws -> [Data] {
        let script = TicketGoldens.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Node/ns1_peer.mjs")
        let process = Process()
        let (standardInput, output) = (Pipe(), Pipe())
        process.executableURL = node
        process.arguments = [script.path] + arguments
        process.standardInput = standardInput
        process.standardOutput = output
        try process.run()
        // A few kilobytes: they fit the pipe, so that nobody waits for anybody.
        try standardInput.fileHandleForWriting.write(contentsOf: input)
        try standardInput.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text.split(separator: 0x0A).map { Data($0) }
    }
}
