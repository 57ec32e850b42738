// Which bytes a client asks for (RFC 9110, 14.2): one range of bytes. Whatever else `Range` may say
// is passed over, as the standard allows, and answered with the whole.

/// Bytes `first` to `last`, both included, of something `size` bytes long.
struct ByteRange: Hashable, Sendable {
    let first: Int64
    let last: Int64

    var count: Int64 { last - first + 1 }

    enum Answer: Hashable, Sendable {
        case whole
        case part(ByteRange)
        /// The range lies behind the end.
        case unsatisfiable
    }

    static func answer(to header: String?, size: Int64) -> Answer {
        guard let header, let equals = header.firstIndex(of: "="),
            header[..<equals].lowercased() == "bytes"
        else { return .whole }
        let ends = header[header.index(after: equals)...]
            .split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        switch (number(ends[0]), number(ends[1])) {
        case (let first?, let last?) where first <= last:
            if first >= size { return .unsatisfiable }
            return .part(ByteRange(first: first, last: min(last, size - 1)))
        case (let first?, nil) where ends[1].isEmpty:
            if first >= size { return .unsatisfiable }
            return .part(ByteRange(first: first, last: size - 1))
        case (nil, let count?) where ends[0].isEmpty:
            if count == 0 || size == 0 { return .unsatisfiable }
            return .part(ByteRange(first: max(0, size - count), last: size - 1))
        default: return .whole
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        // Eighteen digits fit.
        guard (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(text)
    }
}
