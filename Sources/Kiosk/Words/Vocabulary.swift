// One language's file of words, as it lies in the resources' folder. It is checked as a whole when
// it is read: a missing word must be found at the start, never at the door.

import CheckinCore

struct Vocabulary: Decodable, Sendable {
    /// The words of one answer.
    struct Entry: Decodable, Sendable {
        /// What tables and command lines call it.
        let name: String
        /// One word, read from three metres.
        let word: String
        /// For the guest, at most four words.
        let guest: String
        /// For staff: the first line whose placeholders can all be filled is used.
        let staff: [String]
    }

    struct ConditionWords: Decodable, Sendable {
        let title: String
        let remedy: String
    }

    /// How a span of time is said; each but `now` has the placeholder `{n}`.
    struct Spans: Decodable, Sendable {
        let now: String
        let seconds: String
        let minutes: String
        let hours: String
        let days: String
        /// A span as a time past; has the placeholder `{span}`.
        let ago: String
    }

    /// The language's own name.
    let language: String
    let outcomes: [String: Entry]
    let refusals: [String: Entry]
    let unavailable: [String: Entry]
    /// What staff did that is no answer to a guest.
    let acts: [String: Entry]
    /// What staff have to see before a guest goes in.
    let prompts: [String: String]
    /// Why staff did something.
    let causes: [String: String]
    /// Why an order was not carried out, for staff.
    let orders: [String: String]
    /// Why the staff side of the door page does not do something else.
    let staff: [String: String]
    /// How money was taken.
    let methods: [String: String]
    let flags: [String: String]
    /// Said when an answer that nobody saw is given again.
    let `repeat`: String
    let conditions: [String: ConditionWords]
    let spans: Spans
    /// What the pages themselves say.
    let page: [String: String]
}

extension Vocabulary {
    /// The most words a guest reads while walking.
    static let guestWords = 4

    /// Everything that is wrong with this file; empty when it can be used.
    var complaints: [String] {
        let outcomeKeys = OutcomeKind.allCases.filter {
            $0 != .refused && $0 != .unavailable && $0 != .done
        }
        var found: [String] = []
        found += entries(outcomes, outcomeKeys.map { ($0.rawValue, []) }, "outcomes")
        found += entries(
            refusals, RefusalCode.allCases.map { ($0.rawValue, Fact.allowed(for: $0)) },
            "refusals")
        found += entries(
            unavailable, Unavailable.allCases.map { ($0.rawValue, []) }, "unavailable")
        found += entries(
            acts, ActKind.allCases.filter(\.isDeed).map { ($0.rawValue, [.count]) }, "acts")
        found += keys(prompts.keys, Prompt.allCases.map(\.rawValue), "prompts")
        found += keys(causes.keys, Cause.allCases.map(\.rawValue), "causes")
        found += keys(orders.keys, OrderFault.allCases.map(\.code), "orders")
        found += keys(staff.keys, DeskRefusal.codes, "staff")
        found += keys(methods.keys, PaymentMethod.allCases.map(\.rawValue), "methods")
        found += keys(flags.keys, VerdictFlag.allCases.map(\.rawValue), "flags")
        found += keys(conditions.keys, ConditionCode.allCases.map(\.rawValue), "conditions")
        for span in [spans.seconds, spans.minutes, spans.hours, spans.days]
        where !span.contains("{n}") { found.append("spans: '\(span)' has no {n}") }
        if !spans.ago.contains("{span}") { found.append("spans: 'ago' has no {span}") }
        return found
    }

    private func entries(
        _ given: [String: Entry], _ wanted: [(key: String, facts: Set<Fact>)], _ section: String
    ) -> [String] {
        var found = keys(given.keys, wanted.map(\.key), section)
        for (key, facts) in wanted {
            guard let entry = given[key] else { continue }
            found += entry.complaints(facts: facts).map { "\(section).\(key): \($0)" }
        }
        return found
    }

    private func keys(
        _ given: some Sequence<String>, _ wanted: [String], _ section: String
    ) -> [String] {
        let given = Set(given)
        let missing = Set(wanted).subtracting(given).sorted().map { "\(section).\($0) is missing" }
        let extra = given.subtracting(wanted).sorted().map { "\(section).\($0) is not known" }
        return missing + extra
    }
}

extension Vocabulary.Entry {
    fileprivate func complaints(facts: Set<Fact>) -> [String] {
        var found: [String] = []
        if name.isEmpty { found.append("it has no name") }
        if word.isEmpty || word.contains(" ") { found.append("'\(word)' is not one word") }
        let count = guest.split(separator: " ").count
        if !(1...Vocabulary.guestWords).contains(count) { found.append("'\(guest)' is too long") }
        for name in staff.flatMap({ Template($0).names })
        where Fact(rawValue: name).map(facts.contains) != true {
            found.append("{\(name)} cannot be filled")
        }
        guard let last = staff.last, Template(last).names.isEmpty else {
            return found + ["the last staff line must need no facts"]
        }
        return found
    }
}
