// What the central server says of an event or a tier, from the JSON of its entry in the feed. The
// members of `policy` are named and written like those of the configuration, with moments in
// milliseconds; they go before the platform's own columns. Each member is read by itself: one that
// is no good, or that nobody knows, is passed over and spoils no other.

import CheckinCore
import Foundation

/// An object whose members are asked for one by one.
struct RuleBody: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let members: KeyedDecodingContainer<Name>

    init(from decoder: any Decoder) throws { members = try decoder.container(keyedBy: Name.self) }

    /// nil when it is no object.
    init?(_ bytes: [UInt8]) {
        guard let body = try? JSONDecoder().decode(RuleBody.self, from: Data(bytes)) else {
            return nil
        }
        self = body
    }

    func value<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        try? members.decode(type, forKey: Name(stringValue: name))
    }

    var policy: RuleBody? { value("policy") }

    func moment(_ name: String) -> Timestamp? {
        value(name, as: Int64.self).map(Timestamp.init(milliseconds:))
    }

    func word<Word: RawRepresentable<String>>(_ name: String, as type: Word.Type) -> Word? {
        value(name, as: String.self).flatMap(Word.init(rawValue:))
    }

    func number(_ name: String, in bounds: ClosedRange<Int>) -> Int? {
        value(name, as: Int.self).flatMap { bounds.contains($0) ? $0 : nil }
    }

    /// `.some(nil)` for `none`.
    func span(_ name: String) -> Duration?? {
        guard let text = value(name, as: String.self) else { return nil }
        return text == "none" ? .some(nil) : Span(text).map { .some($0.duration) }
    }

    func identifiers<Subject>(_ name: String, of type: Subject.Type) -> Set<Identifier<Subject>> {
        Set((value(name, as: [String].self) ?? []).compactMap(Identifier.init))
    }

    /// A capacity that only warns says so beside it.
    func capacity(hardness: RuleBody?) -> Capacity? {
        number("capacity", in: 1...RuleBounds.mostPeople).map {
            Capacity(limit: $0, isHard: hardness?.value("capacity_is_hard") ?? true)
        }
    }
}

/// The bounds of a configuration's members, which the server's have to keep as well.
package enum RuleBounds {
    package static let mostPeople = 10_000_000
    package static let mostEntries = 1_000
    /// More areas than any house has doors for.
    package static let mostAreas = 32
    package static let hundredths = 1...100
    /// The longest text that a door shows of a name.
    static let nameBytes = 256
    /// An event with all its areas; more is nobody's rules.
    static let bodyBytes = 64 << 10
}
