// A flat JSON object, read only if JavaScript's own `JSON.stringify` would have written these very
// bytes for it. There is one spelling of each object, so a signature over the text is a signature
// over the object. It must never read what JavaScript would write differently.

/// The members of a canonical object, in their order, as ranges of its text.
struct CanonicalObject {
    /// Five are the format's; the rest is room for what a platform adds.
    static let maximumMembers = 16

    struct Member {
        /// Where the member begins: at the opening quote of its name.
        let start: Int
        /// The name between its quotes, as written.
        let name: Range<Int>
        let value: Value
    }

    enum Value {
        /// The text between the quotes, as written.
        case string(Range<Int>)
        case integer(Int64)
        case null
    }

    let members: [Member]

    init(_ text: [UInt8]) throws(CodeDefect) {
        guard (try? UTF8Span(validating: text.span)) != nil else { throw CodeDefect(.notUTF8) }
        var scanner = CanonicalScanner(text)
        var members: [Member] = []
        members.reserveCapacity(Self.maximumMembers)
        try scanner.expect("{", else: .notObject)
        repeat {
            guard members.count < Self.maximumMembers else {
                throw CodeDefect(.memberCount, at: scanner.position)
            }
            let start = scanner.position
            let name = try scanner.string()
            try Self.check(name, in: text, among: members)
            try scanner.expect(":", else: .notCanonical)
            members.append(Member(start: start, name: name, value: try scanner.value()))
        } while scanner.skip(",")
        try scanner.expect("}", else: .notCanonical)
        guard scanner.isAtEnd else { throw CodeDefect(.notCanonical, at: scanner.position) }
        self.members = members
    }

    /// Refuses names whose place or meaning JavaScript changes: numbers move to the front, the last
    /// of two twins wins, `__proto__` is not always a member.
    private static func check(
        _ name: Range<Int>, in text: [UInt8], among members: [Member]
    ) throws(CodeDefect) {
        let bytes = text[name]
        guard !bytes.elementsEqual("__proto__".utf8),
            bytes.isEmpty || !bytes.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw CodeDefect(.memberName, at: name.lowerBound) }
        // One spelling a name: the same bytes are the same name, and different bytes another.
        guard !members.contains(where: { text[$0.name] == bytes }) else {
            throw CodeDefect(.duplicateMember, at: name.lowerBound)
        }
    }
}
