// Why a text is not one of our codes. A guest is only told "unreadable"; this is for whoever looks
// into a code at a desk. It must never quote the text.

/// What is wrong with a text, and where: an offset in bytes into the text it speaks of.
package struct CodeDefect: Error, Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case empty = "there is nothing"
        case oversize = "the text is longer than any ticket code"
        case controlByte = "a control byte in the text"
        case notBase64 = "not base64"
        case base64Padding = "the base64 padding is wrong"
        case base64Tail = "the last base64 character has bits to spare that are not zero"
        case notBase45 = "not base45"
        case base45Overflow = "a base45 group stands for too large a number"
        case compactLength = "no compact code has this length"
        case compactVersion = "not a version or algorithm of the compact code"
        case notUTF8 = "not UTF-8"
        case notObject = "not a JSON object as JavaScript writes it"
        case notCanonical = "not what JavaScript would write"
        case escape = "an escape that JavaScript would not write"
        case number = "not an integer as JavaScript writes it"
        case memberCount = "too many members"
        case memberName = "a member name that is refused"
        case duplicateMember = "a member twice"
        case missingMember = "a member is missing"
        case memberValue = "a member has the wrong kind of value"
        case signaturePlace = "the signature is not the last member"
    }

    package let kind: Kind
    package let offset: Int?

    init(_ kind: Kind, at offset: Int? = nil) {
        self.kind = kind
        self.offset = offset
    }
}

extension CodeDefect: CustomStringConvertible {
    package var description: String {
        guard let offset else { return kind.rawValue }
        return "\(kind.rawValue) (at byte \(offset))"
    }
}
