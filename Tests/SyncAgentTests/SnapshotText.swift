// A small snapshot as the server writes it, signed by a key of the test's own, and whole or as a
// test wants it.

import CheckinCore
import CheckinTesting
import Cryptography
import Foundation

@testable import SyncAgent

struct SnapshotText {
    static let header = #"""
        {"kind": "header", "format": "checkind-snapshot/1", "snapshot": "s-1", "event": "gala", \#
        "generation": "life", "cursor": 40, "as_of": 7, "tickets": 1, "attempts": 0}
        """#
    static let ticket = #"{"key": "t-1", "body": {"status": "valid"}, "kind": "ticket"}"#

    let key: Ed25519PrivateKey
    /// Before the trailer.
    var lines = [header, ticket, #"{"key": "x", "body": {}, "kind": "something_new"}"#]
    /// What the trailer says, when not the truth.
    var count: Int?
    var digest: String?
    /// What is signed of the event, the life and the place.
    var signed = ["gala", "life", "40"]

    init() throws { key = try Ed25519PrivateKey.generate() }

    var trust: ServerTrust {
        get throws { try ServerTrust(serverKey: key.publicKey.bytes, device: "box-1") }
    }

    private func trailer() throws -> String {
        let text = lines.map { $0 + "\n" }.joined()
        let digest = digest ?? Hex.text(of: SHA256.digest(of: Array(text.utf8).span))
        let message = (["checkind/snapshot/1"] + signed + [digest]).joined(separator: "\n")
        let signature = try key.signature(of: Array(message.utf8).span)
        return #"""
            {"kind": "trailer", "lines": \#(count ?? lines.count), "sha256": "\#(digest)", \#
            "signature": "\#(Self.base64(signature))"}
            """#
    }

    func bytes() throws -> [UInt8] {
        Array((lines + [try trailer()]).map { $0 + "\n" }.joined().utf8)
    }

    /// In as many bytes.
    func offer() throws -> SnapshotOffer {
        SnapshotOffer(
            id: "s-1", event: "gala", generation: "life", position: 40,
            asOf: Timestamp(milliseconds: 7), size: Int64(try bytes().count))
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// Lends the lines one after the other, as a ledger does.
    static func lines(of bytes: [UInt8]) -> () -> [UInt8]? {
        var rest = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map(Array.init)[...]
        if rest.last?.isEmpty ?? false { rest.removeLast() }
        return { rest.popFirst() }
    }
}
