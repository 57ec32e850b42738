// One server-sent event as bytes (WHATWG HTML, "Server-sent events"). Made once, shared by all who
// listen. A line break in the data must never end the event early.

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
        let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline }
        for line in lines { text += "data: \(line)\n" }
        return ByteBuffer(string: text + "\n")
    }
}
