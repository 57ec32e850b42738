// Bytes to a tree, strictly: UTF-8, one value, no comments, no name twice. Nothing of a message is
// believed yet when it is read here, so its depth and the members of an object are bounded; its
// bytes are bounded by whoever collected them.

struct JSONParser {
    /// Our messages have five levels; a policy in an event's row a few more.
    static let maximumDepth = 32
    /// No row has a tenth of it; names are compared with each other.
    static let maximumMembers = 256

    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    static func value(of bytes: [UInt8]) throws(WireFault) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.at == bytes.count else { throw .notJSON }
        return value
    }

    static func object(of bytes: [UInt8]) throws(WireFault) -> JSONObject {
        guard case .object(let object) = try value(of: bytes) else { throw .notJSON }
        return object
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func value() throws(WireFault) -> JSONValue {
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"):
            return .object(
                try nested { parser throws(WireFault) in
                    try parser.object()
                })
        case UInt8(ascii: "["):
            return .list(
                try nested { parser throws(WireFault) in
                    try parser.list()
                })
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested<Value>(
        _ read: (inout Self) throws(WireFault) -> Value
    ) throws(WireFault) -> Value {
        guard depth < Self.maximumDepth else { throw .tooMany("levels") }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func object() throws(WireFault) -> JSONObject {
        let start = at
        try expect(UInt8(ascii: "{"))
        var members: [JSONObject.Member] = []
        skipSpace()
        if !consume(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                let name = try text()
                guard members.count < Self.maximumMembers else { throw .tooMany("members") }
                guard !members.contains(where: { $0.name == name }) else { throw .notJSON }
                skipSpace()
                try expect(UInt8(ascii: ":"))
                members.append(JSONObject.Member(name: name, value: try value()))
                skipSpace()
            } while consume(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"))
        }
        return JSONObject(members: members, source: bytes[start..<at])
    }

    private mutating func list() throws(WireFault) -> [JSONValue] {
        try expect(UInt8(ascii: "["))
        var values: [JSONValue] = []
        skipSpace()
        if consume(UInt8(ascii: "]")) { return values }
        repeat {
            values.append(try value())
            skipSpace()
        } while consume(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return values
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(WireFault)
        -> JSONValue
    {
        for byte in word.description.utf8 { try expect(byte) }
        return value
    }

    /// By the grammar: no plus, no leading zero, digits on both sides of a point.
    private mutating func number() throws(WireFault) -> JSONValue {
        let start = at
        _ = consume(UInt8(ascii: "-"))
        let first = peek()
        guard skipDigits() > 0 else { throw .notJSON }
        let leading = bytes[start] == UInt8(ascii: "-") ? start + 1 : start
        guard first != UInt8(ascii: "0") || at == leading + 1 else { throw .notJSON }
        var isWhole = true
        if consume(UInt8(ascii: ".")) {
            isWhole = false
            guard skipDigits() > 0 else { throw .notJSON }
        }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            isWhole = false
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw .notJSON }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard isWhole, let whole = Int64(text) else { return .decimal(text) }
        return .integer(whole)
    }

    private mutating func skipDigits() -> Int {
        let start = at
        while let byte = peek(), (0x30...0x39).contains(byte) { at += 1 }
        return at - start
    }

    private mutating func text() throws(WireFault) -> String {
        try expect(UInt8(ascii: "\""))
        let start = at
        while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw .notJSON }
            at += 1
        }
        // Most texts have no escape, and are taken as they lie.
        if consume(UInt8(ascii: "\"")) { return try valid(bytes[start..<at - 1]) }
        var plain = Array(bytes[start..<at])
        while let byte = peek() {
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return try valid(plain[...])
            case UInt8(ascii: "\\"): plain.append(contentsOf: try escaped())
            case 0..<0x20: throw .notJSON
            default: plain.append(byte)
            }
        }
        throw .notJSON
    }

    private func valid(_ bytes: ArraySlice<UInt8>) throws(WireFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notJSON }
        return text
    }

    private mutating func escaped() throws(WireFault) -> [UInt8] {
        guard let byte = peek() else { throw .notJSON }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
        default: throw .notJSON
        }
    }

    /// Four hexadecimal digits, or twice four that are one character together.
    private mutating func scalar() throws(WireFault) -> Unicode.Scalar {
        let first = try unit()
        guard UTF16.isLeadSurrogate(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw .notJSON }
            return scalar
        }
        try expect(UInt8(ascii: "\\"))
        try expect(UInt8(ascii: "u"))
        let second = try unit()
        guard UTF16.isTrailSurrogate(second) else { throw .notJSON }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func unit() throws(WireFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = HexDigit.value(of: byte) else { throw .notJSON }
            unit = unit << 4 | UInt16(digit)
            at += 1
        }
        return unit
    }

    private func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        at += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(WireFault) {
        guard consume(byte) else { throw .notJSON }
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D {
            at += 1
        }
    }
}
