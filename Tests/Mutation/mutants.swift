// What each mutant does when it wakes. This file is copied beside the changed rules, and is built
// nowhere else; which mutant is awake is said by the environment, once.

import CheckinCore
import Glibc

let awake: Int = unsafe getenv("CHECKIND_MUTANT").flatMap { unsafe Int(String(cString: $0)) } ?? 0

func alive(_ number: Int) -> Bool { awake != number }

func flipped(_ number: Int, _ value: Bool) -> Bool { awake == number ? !value : value }

func flipped(_ number: Int, _ value: Bool?) -> Bool? {
    awake == number ? value.map { !$0 } ?? true : value
}

func shifted<T: FixedWidthInteger>(_ more: Int, _ less: Int, _ value: T) -> T {
    if awake == more { return value &+ 1 }
    return awake == less ? value &- 1 : value
}

func muted(_ number: Int, _ fault: OrderFault) -> OrderFault? { awake == number ? nil : fault }

func maxOr<T: Comparable>(_ number: Int, _ left: T, _ right: T) -> T {
    awake == number ? min(left, right) : max(left, right)
}

func minOr<T: Comparable>(_ number: Int, _ left: T, _ right: T) -> T {
    awake == number ? max(left, right) : min(left, right)
}

extension Sequence where Element: Comparable {
    func maxOr(_ number: Int) -> Element? { awake == number ? self.min() : self.max() }
    func minOr(_ number: Int) -> Element? { awake == number ? self.max() : self.min() }
}

extension BidirectionalCollection {
    func firstOr(_ number: Int, where fits: (Element) -> Bool) -> Element? {
        awake == number ? last(where: fits) : first(where: fits)
    }

    func lastOr(_ number: Int, where fits: (Element) -> Bool) -> Element? {
        awake == number ? first(where: fits) : last(where: fits)
    }
}

extension Finding {
    static func passing(_ number: Int) -> Finding {
        awake == number ? .refuse(.unreadable) : .pass
    }

    static func refusing(_ number: Int, _ refusal: Refusal) -> Finding {
        awake == number ? .pass : .refuse(refusal)
    }

    static func noting(_ number: Int, _ flag: VerdictFlag) -> Finding {
        awake == number ? .pass : .note(flag)
    }

    static func repeating(_ number: Int, _ unseen: UnseenAdmission) -> Finding {
        awake == number ? .pass : .again(unseen)
    }

    static func unlisting(_ number: Int) -> Finding { awake == number ? .pass : .unlisted }
}

typealias Rule = @Sendable (Matter) -> Finding

func dropped(_ number: Int, _ rule: @escaping Rule) -> Rule {
    if awake == number { return { _ in .pass } }
    return rule
}

/// From `first` on: the first and the second exchanged, then the second and the third.
func arranged(_ first: Int, _ rules: [Rule]) -> [Rule] {
    let index = awake - first
    guard rules.indices.dropLast().contains(index) else { return rules }
    var rules = rules
    rules.swapAt(index, index + 1)
    return rules
}
