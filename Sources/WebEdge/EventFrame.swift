// One server-sent event as bytes (WHATWG HTML, "Server-sent events"). Made once, shared by all who
// listen. A line break in the data must never end the event early, and what only looks like one
// (U+2028, U+0085) must stay what it is: the format knows CR and LF alone.

package import Hummingbird

package enum EventFrame {
    /// How long a browser waits before it connects again.
    package static let retry = ByteBuffer(string: "retry: 500\n\n")
    /// A line that browsers ignore and that keeps the connection from looking dead.
    package static let comment = ByteBuffer(string: ":\n\n")

    /// An event without an id leaves the browser's `Last-Event-ID` as it was.
    package static func event(_ name: String, id: String? = nil, data: String) -> ByteBuffer {
        var text = ""
        if let id { text += "id: \(id)\n" }
        text += "event: \(name)\n"
        for line in lines(of: data) { text += "data: \(line)\n" }
        return ByteBuffer(string: text + "\n")
    }

    /// Without their ends: LF, CR, or both. By scalars: CR and LF together are one character.
    private static func lines(of data: String) -> [String] {
        guard data.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return [data] }
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in data.unicodeScalars {
            switch scalar {
            case "\n" where isAfterReturn: break
            case "\r", "\n":
                lines.append(String(line))
                line.removeAll()
            default: line.append(scalar)
            }
            isAfterReturn = scalar == "\r"
        }
        return lines + [String(line)]
    }
}
