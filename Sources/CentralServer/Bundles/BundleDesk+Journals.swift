// A box's journal that came on a stick. It goes the way of a batch over the network, so that it may
// come twice, and by both ways; all of it in one transaction, or nothing.

import CheckinCore
import Cryptography
import PostgresClient
import Validation
import WebEdge

/// The lines of a file, without their line breaks, as often as they are wanted.
package protocol BundleLines: AnyObject {
    func next() throws -> [UInt8]?
    func rewind() throws
}

package struct JournalReport: Hashable, Sendable {
    package var device: String
    package var stored: Int64 = 0
    package var known: Int64 = 0
    package var refused = 0
    package var forked: Int64 = 0
}

extension BundleDesk {
    /// The longest line: a batch as it goes over the network.
    package static let maximumLine = AttemptRoutes.maximumBytes

    private struct Header: Decodable {
        let format: String
        let device: String
    }

    private struct Trailer: Decodable {
        let kind: String
        let lines: Int64
        let sha256: String
        let signature: String
    }

    private struct Answer: Decodable {
        struct Refused: Decodable {}
        let stored: Int64
        let known: Int64
        let refused: [Refused]
    }

    /// Stores the attempts of a journal. Sending them again changes nothing.
    package func takeJournal(_ lines: some BundleLines) async throws -> JournalReport {
        let proved = try await check(lines)
        try lines.rewind()
        do {
            return try await database.use { connection in
                try await connection.transaction { try await store(lines, proved, on: connection) }
            }
        } catch let fault as PostgresFault where fault.state == "DR006" {
            throw CentralFault.notPossible(
                why: "the server holds another beginning of the journal of \(proved.device)")
        }
    }

    /// A stick may say something else when it is read again: what was stored then is taken back.
    private func store(
        _ lines: some BundleLines, _ proved: Proved, on connection: PostgresConnection
    ) async throws -> JournalReport {
        var report = JournalReport(device: proved.device)
        let hash = try SHA256Stream()
        for number in 0..<proved.lines {
            guard let line = try lines.next() else { throw CentralFault.bundle(.torn) }
            try hash.update(line + [UInt8(ascii: "\n")])
            if number == 0 { continue }
            let body = String(decoding: line, as: UTF8.self)
            let rows = try await connection.query(
                AttemptRoutes.ingest, [.text(proved.device), .text(body)], limit: .page)
            guard let row = rows.first, let text = row.text(0) else {
                throw CentralFault.bundle(.malformed)
            }
            try Self.add(text, forks: row.number(2) ?? 0, to: &report)
        }
        guard Hex.text(of: try hash.digest()) == proved.digest else {
            throw CentralFault.bundle(.altered)
        }
        return report
    }

    private static func add(
        _ answer: String, forks: Int64, to report: inout JournalReport
    ) throws {
        guard let answer: Answer = JSONBody.value(of: Array(answer.utf8)) else {
            throw CentralFault.bundle(.malformed)
        }
        report.stored += answer.stored
        report.known += answer.known
        report.refused += answer.refused.count
        report.forked += forks
    }

    private struct Proved {
        let device: String
        /// Before the trailer.
        let lines: Int64
        let digest: String
    }

    /// Throws unless it is whole and signed by the box whose journal it is.
    private func check(_ lines: some BundleLines) async throws -> Proved {
        guard let first = try lines.next(), let header: Header = JSONBody.value(of: first),
            header.format == "checkind-journal/1"
        else { throw CentralFault.bundle(.malformed) }
        let hash = try SHA256Stream()
        var count: Int64 = 0
        // The last one is the trailer, and known when there is none behind it.
        var last = first
        while let line = try lines.next() {
            last.append(UInt8(ascii: "\n"))
            try hash.update(last)
            count += 1
            last = line
        }
        guard let trailer: Trailer = JSONBody.value(of: last), trailer.kind == "trailer",
            trailer.lines == count
        else { throw CentralFault.bundle(.torn) }
        guard Hex.text(of: try hash.digest()) == trailer.sha256 else {
            throw CentralFault.bundle(.altered)
        }
        let message = ["checkind/journal/1", header.device, trailer.sha256]
        guard let key = try await signingKey(of: header.device),
            let signature = try? Base64Strict.decode(Array(trailer.signature.utf8)[...]),
            try key.verifies(
                signature.span, of: Array(message.joined(separator: "\n").utf8).span)
        else { throw CentralFault.bundle(.untrusted) }
        return Proved(device: header.device, lines: count, digest: trailer.sha256)
    }

    private func signingKey(of device: String) async throws -> Ed25519PublicKey? {
        let rows = try await database.query(
            """
            SELECT encode(signing_key, 'hex') FROM door_device
            WHERE id = $1 AND revoked_at IS NULL
            """, [.text(device)])
        let bytes = rows.first?.text(0).flatMap { Hex.decode(Array($0.utf8)) }
        return try bytes.map { try Ed25519PublicKey($0) }
    }
}
