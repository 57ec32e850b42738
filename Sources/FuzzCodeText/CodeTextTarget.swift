// What must hold of any bytes at all: nothing crashes or hangs, the two ways of looking into a code
// agree, and no text proves anything that was not signed with a key.

import CheckinCore
import Validation

struct CodeTextTarget: Sendable {
    /// Longer inputs only repeat what the length check does.
    private static let longest = TicketToken.maximumBytes + 64

    private static let keys = """
        [[key]]
        id = 1
        event = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a"
        scheme = "ns1"
        algorithm = "hmac-sha256"
        secret = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
        [[key]]
        id = 3
        event = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a"
        scheme = "ns2"
        algorithm = "hmac-sha256"
        secret = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
        [[key]]
        id = 3
        event = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a"
        scheme = "ns2"
        algorithm = "ed25519"
        private_key = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM="
        """

    static let shared = CodeTextTarget()

    private let reader: TicketReader
    private let keys: [EventKey]
    private let now = Timestamp(milliseconds: 1_777_658_400_000)

    private init() {
        guard let keys = try? KeyFile.keys(in: Self.keys.utf8), let ring = try? KeyRing(keys) else {
            preconditionFailure("the fuzzer's own keys do not read")
        }
        self.keys = keys
        reader = TicketReader(ring: ring, served: Set(ring.events))
    }

    func check(_ input: [UInt8]) {
        guard input.count <= Self.longest else { return }
        look(at: input)
        // As the object inside base64, and as the bytes inside base45.
        look(at: Base64Strict.encode(input))
        look(at: Array("N2:".utf8) + Base45.encode(input))
        checkSpellings(input)
        checkSigned(input)
        _ = try? KeyFile.keys(in: input)
    }

    private func look(at text: [UInt8]) {
        let token = TicketToken(bytes: text, source: .api, seenAt: Uptime(nanoseconds: 0))
        let reading = reader.read(token, at: now, timeTrusted: true)
        let inspection = reader.inspect(token, at: now)
        precondition(inspection.reading == reading, "inspection and reading disagree")
        precondition((inspection.defect != nil) == (reading == .unreadable), "no defect named")
        // None of these keys has a window, so no clock may make a difference.
        let lost = reader.read(token, at: Timestamp(milliseconds: 0), timeTrusted: false)
        precondition(lost == reading, "a lost clock reads otherwise")
        _ = inspection.fields
        guard case .claims(let claims) = reading else { return }
        // A genuine code can be made again from its claims.
        guard let key = keys.first(where: { $0.scheme == claims.scheme }),
            (try? CodeMaker(key: key, at: now).code(for: claims)) != nil
        else { preconditionFailure("claims that no key could have made") }
    }

    /// What decodes must be the one text that encodes to it.
    private func checkSpellings(_ input: [UInt8]) {
        if let bytes = try? Base45.decode(input[...]) {
            precondition(Base45.encode(bytes) == input, "base45 has two spellings")
        }
        if let bytes = try? Base64Strict.decode(input[...]) {
            let standard = input.map { $0 == 0x2D ? 0x2B : $0 == 0x5F ? 0x2F : $0 }
            let padding = [UInt8](repeating: 0x3D, count: (4 - standard.count % 4) % 4)
            precondition(Base64Strict.encode(bytes) == standard + padding, "base64 has too many")
        }
    }

    /// Any identifiers survive the way through a code.
    private func checkSigned(_ input: [UInt8]) {
        let parts = input.split(separator: 0xFF, maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let ticket = parts.first.flatMap({ TicketID($0) }), let key = keys.first else {
            return
        }
        let claims = Claims(
            ticket: ticket, event: key.event, scheme: .ns1,
            issuedAt: Timestamp(milliseconds: Int64(input.count)),
            user: parts.dropFirst().first.flatMap { UserID($0) })
        guard let code = try? CodeMaker(key: key, at: now).code(for: claims) else {
            preconditionFailure("identifiers that no code can hold")
        }
        let token = TicketToken(bytes: code.utf8, source: .api, seenAt: Uptime(nanoseconds: 0))
        precondition(
            reader.read(token, at: now, timeTrusted: true) == .claims(claims),
            "a code lost its claims")
    }
}
