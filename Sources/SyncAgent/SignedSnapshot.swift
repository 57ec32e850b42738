// A snapshot is believed when its lines are as many as it says, have the digest that it says, and
// the server's key has signed that digest for this event, this life of its feed and this place in
// it. It must never hand out a line that it cannot read as nothing.

package import CheckinCore
internal import Cryptography
internal import Wire

package struct SignedSnapshot: SnapshotReader {
    private let offer: SnapshotOffer
    private let trust: ServerTrust

    package init(_ offer: SnapshotOffer, trust: ServerTrust) {
        self.offer = offer
        self.trust = trust
    }

    package func check(_ next: () throws -> [UInt8]?) throws {
        guard let first = try next() else { throw SnapshotFault.notWhole }
        guard case .header(let header) = try Self.read(first) else { throw SnapshotFault.notWhole }
        guard header.offer(size: offer.size) == offer else { throw SnapshotFault.ofAnother }
        let hash = try SHA256Stream()
        var lines: Int64 = 0
        // The last one is no part of what it proves, and is known when there is none behind it.
        var last = first
        while let line = try next() {
            last.append(UInt8(ascii: "\n"))
            try hash.update(last)
            lines += 1
            last = line
        }
        guard lines > 0, case .trailer(let trailer) = try Self.read(last), trailer.lines == lines
        else { throw SnapshotFault.notWhole }
        guard Hex.text(of: try hash.digest()) == trailer.digest else { throw SnapshotFault.altered }
        guard
            trust.isServers(trailer.signature, of: header.signedBytes(digest: trailer.digest))
        else { throw SnapshotFault.untrusted }
    }

    package func change(of line: [UInt8]) throws -> FeedChange? {
        switch try Self.read(line) {
        case .change(let change): change
        case .header, .trailer: nil
        }
    }

    private static func read(_ line: [UInt8]) throws(SnapshotFault) -> SnapshotLine {
        do { return try SnapshotLine(line) } catch { throw .unreadable(error) }
    }
}
