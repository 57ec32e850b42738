// A value of JSON (RFC 8259) as a tree: small messages, read once. It must never round a number:
// what is no whole number of 64 bits keeps its text and is nobody's integer.

package indirect enum JSONValue: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    /// Any other number, as it was written.
    case decimal(String)
    case text(String)
    case list([JSONValue])
    case object(JSONObject)
}

/// The members of an object, in the order in which they came; no name stands twice.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONValue
    }

    package let members: [Member]
    /// As it was written, from bracket to bracket.
    package let source: ArraySlice<UInt8>

    /// nil when there is none; a null is as good as none.
    package subscript(name: String) -> JSONValue? {
        guard let found = members.first(where: { $0.name == name })?.value, found != .null else {
            return nil
        }
        return found
    }
}
