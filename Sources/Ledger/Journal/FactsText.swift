// The evidence of a refusal as one short line: fields in a fixed order, "|" between them, an absent
// field empty. Its own text, because the hot path has no room for a JSON encoder, and whoever looks
// into the journal with a shell should be able to read it.

import CheckinCore

/// Writes the fields of one refusal.
struct FactsWriter {
    private(set) var text = ""
    private var isFirst = true

    mutating func add(_ value: String?) {
        if !isFirst { text += "|" }
        isFirst = false
        for byte in (value ?? "").unicodeScalars {
            // Control characters too: SQLite's text ends at a NUL for some readers.
            if byte == "|" || byte == "%" || byte.value < 0x20 {
                let digits = String(byte.value, radix: 16)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            } else {
                text.unicodeScalars.append(byte)
            }
        }
    }

    mutating func add(_ moment: Timestamp?) { add(moment.map { String($0.milliseconds) }) }
    mutating func add(_ span: Duration?) { add(span.map { String($0.milliseconds) }) }
    mutating func add(_ number: Int) { add(String(number)) }

    mutating func add(_ passage: Passage?) {
        add(passage?.door.text)
        add(passage?.at)
    }
}

/// Reads them back; throws when the text is not what a `FactsWriter` made.
struct FactsReader {
    private var fields: ArraySlice<Substring.UTF8View>

    init(_ text: String) {
        // By bytes: a mark that combines with what stands before it would hide a separator.
        fields =
            text[...].utf8.split(
                separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)[...]
    }

    var isAtEnd: Bool { fields.isEmpty }

    /// The next field unescaped; nil when it is empty.
    mutating func text() throws -> String? {
        guard let field = fields.popFirst() else { throw ImpossibleValue() }
        guard field.contains(UInt8(ascii: "%")) else {
            return field.isEmpty ? nil : String(Substring(field))
        }
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(Substring(digits), radix: 16) else {
                throw ImpossibleValue()
            }
            bytes.append(value)
            rest.removeFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func moment() throws -> Timestamp? {
        try integer().map(Timestamp.init(milliseconds:))
    }

    mutating func span() throws -> Duration? { try integer().map { .milliseconds($0) } }

    mutating func count() throws -> Int {
        guard let value = try integer().flatMap(Int.init(exactly:)) else { throw ImpossibleValue() }
        return value
    }

    mutating func identifier<Subject>() throws -> Identifier<Subject>? {
        guard let text = try text() else { return nil }
        guard let identifier = Identifier<Subject>(text) else { throw ImpossibleValue() }
        return identifier
    }

    mutating func passage() throws -> Passage? {
        let door: DoorID? = try identifier()
        let at = try moment()
        switch (door, at) {
        case (let door?, let at?): return Passage(door: door, at: at)
        case (nil, nil): return nil
        default: throw ImpossibleValue()
        }
    }

    mutating func integer() throws -> Int64? {
        guard let text = try text() else { return nil }
        guard let value = Int64(text) else { throw ImpossibleValue() }
        return value
    }
}
