// Addresses as people write them in a configuration file.

import Kiosk

extension ListenAddress {
    /// `127.0.0.1:8321` or `[::1]:8321`.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: Int(port))
    }

    var isLoopback: Bool { host == "::1" || host == "localhost" || host.hasPrefix("127.") }
}
