// The frozen codes: made by another program, read here. Found beside the tests by their own path.

import CheckinCore
import Foundation
import Testing

@testable import Validation

enum TicketGoldens {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens/tickets")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    static func keys() throws -> [EventKey] { try KeyFile.keys(in: text("keys.toml").utf8) }

    static func reader() throws -> TicketReader {
        let served = try text("served.txt").split(separator: "\n").compactMap {
            EventID(String($0))
        }
        return TicketReader(ring: try KeyRing(keys()), served: Set(served))
    }

    static func vectors() throws -> [TicketVector] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasPrefix("ns") }.sorted().map { name in
            try TicketVector(name: name, text: text(name))
        }
    }

    /// The names of the files, so that each is a test of its own; a test counts them.
    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasPrefix("ns") }.sorted()
}

/// One file: what is scanned and when, and what must be read.
struct TicketVector: Sendable {
    let name: String
    let now: Timestamp
    let code: [UInt8]
    let expected: String

    init(name: String, text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let dashes = try #require(lines.firstIndex { $0.hasPrefix("----") })
        func value(_ label: String) throws -> String {
            let line = try #require(lines[..<dashes].first { $0.hasPrefix(label + " ") })
            return String(line.dropFirst(label.count + 1))
        }
        self.name = name
        now = Timestamp(milliseconds: try #require(Int64(value("now"))))
        code = Array(try value("code").utf8)
        expected = lines[(dashes + 1)...].joined(separator: "\n")
    }

    init(_ name: String) throws {
        try self.init(name: name, text: TicketGoldens.text(name))
    }

    var isGenuine: Bool { expected.hasPrefix("claims\n") }
}

extension TicketToken {
    init(_ bytes: some Collection<UInt8>) {
        self.init(bytes: bytes, source: .typed, seenAt: Uptime(nanoseconds: 0))
    }

    init(_ text: String) { self.init(text.utf8) }
}

extension CodeReading {
    /// As the frozen codes spell it.
    var golden: String {
        switch self {
        case .claims(let claims):
            """
            claims
            ticket \(claims.ticket)
            event \(claims.event)
            scheme \(claims.scheme.rawValue)
            issued \(claims.issuedAt.milliseconds)
            user \(claims.user?.text ?? "-")
            generation \(claims.generation.map(String.init) ?? "-")

            """
        case .reservation(let code): "reservation \(code)\n"
        case .unreadable: "unreadable\n"
        case .forged: "forged\n"
        case .unknownKey: "unknown_key\n"
        case .otherEvent: "other_event\n"
        case .noUsableKey: "no_usable_key\n"
        }
    }
}
