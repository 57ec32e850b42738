// Members of an object as what they should be. Every text and list has a bound, and what is not
// what it should be is refused by its name.

import CheckinCore

extension JSONObject {
    func needed<Value>(_ name: String, _ value: Value?) throws(WireFault) -> Value {
        guard let value else { throw .missing(name) }
        return value
    }

    func optionalInteger(_ name: String) throws(WireFault) -> Int64? {
        guard let value = self[name] else { return nil }
        guard case .integer(let number) = value else { throw .malformed(name) }
        return number
    }

    func integer(
        _ name: String, in bounds: ClosedRange<Int64> = .min ... .max
    ) throws(WireFault) -> Int64 {
        let number = try needed(name, try optionalInteger(name))
        guard bounds.contains(number) else { throw .malformed(name) }
        return number
    }

    func optionalCount(_ name: String, atMost bound: Int) throws(WireFault) -> Int? {
        guard let number = try optionalInteger(name) else { return nil }
        guard (0...Int64(bound)).contains(number) else { throw .malformed(name) }
        return Int(number)
    }

    func optionalMoment(_ name: String) throws(WireFault) -> Timestamp? {
        try optionalInteger(name).map(Timestamp.init(milliseconds:))
    }

    func moment(_ name: String) throws(WireFault) -> Timestamp {
        try needed(name, try optionalMoment(name))
    }

    func optionalNumber(_ name: String) throws(WireFault) -> AttemptNumber? {
        guard let number = try optionalInteger(name) else { return nil }
        guard number >= 1 else { throw .malformed(name) }
        return AttemptNumber(number)
    }

    func optionalFlag(_ name: String) throws(WireFault) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .flag(let flag) = value else { throw .malformed(name) }
        return flag
    }

    func flag(_ name: String) throws(WireFault) -> Bool {
        try needed(name, try optionalFlag(name))
    }

    func optionalText(_ name: String, atMost bound: Int) throws(WireFault) -> String? {
        guard let value = self[name] else { return nil }
        guard case .text(let text) = value else { throw .malformed(name) }
        guard text.utf8.count <= bound else { throw .tooMany(name) }
        return text
    }

    func text(_ name: String, atMost bound: Int) throws(WireFault) -> String {
        try needed(name, try optionalText(name, atMost: bound))
    }

    func optionalIdentifier<Subject>(_ name: String) throws(WireFault) -> Identifier<Subject>? {
        guard let value = self[name] else { return nil }
        guard case .text(let text) = value, let identifier = Identifier<Subject>(text) else {
            throw .malformed(name)
        }
        return identifier
    }

    func identifier<Subject>(_ name: String) throws(WireFault) -> Identifier<Subject> {
        try needed(name, try optionalIdentifier(name))
    }

    func optionalWord<Word: RawRepresentable<String>>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(WireFault) -> Word? {
        guard let value = self[name] else { return nil }
        guard case .text(let text) = value, let word = Word(rawValue: text) else {
            throw .malformed(name)
        }
        return word
    }

    func word<Word: RawRepresentable<String>>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(WireFault) -> Word {
        try needed(name, try optionalWord(name, as: type))
    }

    func optionalObject(_ name: String) throws(WireFault) -> JSONObject? {
        guard let value = self[name] else { return nil }
        guard case .object(let object) = value else { throw .malformed(name) }
        return object
    }

    /// Empty when it is absent.
    func list(_ name: String, atMost bound: Int) throws(WireFault) -> [JSONValue] {
        guard let value = self[name] else { return [] }
        guard case .list(let values) = value else { throw .malformed(name) }
        guard values.count <= bound else { throw .tooMany(name) }
        return values
    }

    func objects(_ name: String, atMost bound: Int) throws(WireFault) -> [JSONObject] {
        try list(name, atMost: bound).map { value throws(WireFault) in
            guard case .object(let object) = value else { throw .malformed(name) }
            return object
        }
    }

    func integers(_ name: String, atMost bound: Int) throws(WireFault) -> [Int64] {
        try list(name, atMost: bound).map { value throws(WireFault) in
            guard case .integer(let number) = value else { throw .malformed(name) }
            return number
        }
    }

    /// Words, each known here.
    func words<Word: RawRepresentable<String>>(
        _ name: String, atMost bound: Int
    ) throws(WireFault) -> [Word] {
        try list(name, atMost: bound).map { value throws(WireFault) in
            guard case .text(let text) = value, let word = Word(rawValue: text) else {
                throw .malformed(name)
            }
            return word
        }
    }
}
