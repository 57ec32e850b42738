// Where the central server is, as ops write it: https://central.example.org, perhaps with a port
// and a path before the protocol's own. Plain HTTP is for this machine, or where ops say so: the
// token would be read by whoever listens.

package struct CentralAddress: Hashable, Sendable, CustomStringConvertible {
    private static let longest = 512

    /// Without a slash at the end.
    package let text: String
    package let isPlain: Bool

    /// - Parameter allowsPlain: plain HTTP to other machines too.
    package init(_ text: String, allowsPlain: Bool = false) throws(CentralSettingsFault) {
        guard text.utf8.count <= Self.longest,
            text.utf8.allSatisfy({ 0x21 <= $0 && $0 < 0x7F && !"?#@\\\"<>".utf8.contains($0) })
        else { throw .malformedAddress }
        let lower = text.lowercased()
        let secure = lower.hasPrefix("https://")
        guard secure || lower.hasPrefix("http://") else { throw .malformedAddress }
        let rest = text.dropFirst(secure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        let host = Self.host(of: authority)
        guard let host, !host.isEmpty else { throw .malformedAddress }
        isPlain = !secure
        if isPlain, !allowsPlain, !["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased()) {
            throw .plainAddress
        }
        var kept = (secure ? "https://" : "http://") + rest
        while kept.hasSuffix("/") { kept.removeLast() }
        self.text = kept
    }

    /// nil when what follows the host is no port.
    private static func host(of authority: Substring) -> Substring? {
        var host = authority
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            host = host[...end]
        } else {
            host = host.prefix { $0 != ":" }
        }
        let port = authority[host.endIndex...]
        guard port.isEmpty || (port.first == ":" && UInt16(port.dropFirst()) ?? 0 > 0) else {
            return nil
        }
        return host
    }

    package var description: String { text }

    func url(_ path: String) -> String { text + path }

    /// Everything but letters, digits and what is unreserved (RFC 3986) as its bytes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~":
                escaped.unicodeScalars.append(scalar)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }
}
