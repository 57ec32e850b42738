// Attempts of every kind by a seed, with everything that an attempt may have and nothing that it
// may not: what is written of them must be read as the same.

package import CheckinCore

package struct RandomAttempts {
    package var random: SeededRandom

    package init(seed: UInt64) { random = SeededRandom(seed: seed) }

    package mutating func entry() -> JournalEntry {
        let attempt = attempt()
        let isPaid = attempt.act.kind == .payment
        return JournalEntry(attempt: attempt, payment: isPaid ? payment() : nil)
    }

    package mutating func attempt() -> Attempt {
        Attempt(
            number: AttemptNumber(.random(in: 1...Int64.max, using: &random)), at: moment(),
            clock: HybridTime(
                milliseconds: moment().milliseconds,
                counter: .random(in: 0...UInt16.max, using: &random)),
            timeTrusted: .random(using: &random), door: identifier(), direction: word(),
            source: word(),
            fingerprint: maybe { CodeFingerprint($0.random.next()) },
            claims: maybe { $0.claims() }, tier: maybe { $0.identifier() },
            event: maybe { $0.identifier() }, area: maybe { $0.identifier() }, answer: answer(),
            act: act())
    }

    private mutating func payment() -> Payment {
        Payment(
            reservation: identifier(), method: word(), amount: money(),
            receipt: .random(in: 1...Int64.max, using: &random))
    }

    package mutating func refusal(_ code: RefusalCode) -> Refusal {
        switch code {
        case .unreadable: .unreadable
        case .unknownKey: .unknownKey
        case .forged: .forged
        case .wrongEvent:
            .wrongEvent(maybe { EventSummary(title: $0.text(), startsAt: $0.moment()) })
        case .codeExpired: .codeExpired(age: span())
        case .notYetIssued: .notYetIssued(ahead: span())
        case .notFound: .notFound(snapshotAge: maybe { $0.span() })
        case .cancelled: .cancelled(since: maybe { $0.moment() })
        case .refunded: .refunded(since: maybe { $0.moment() })
        case .blocked: .blocked(since: maybe { $0.moment() })
        case .unpaid: .unpaid(due: maybe { $0.money() })
        case .transferred: .transferred(since: maybe { $0.moment() })
        case .notYetOpen: .notYetOpen(opens: moment())
        case .closed: .closed(since: moment())
        case .wrongDoor: .wrongDoor(allowed: (0..<count(12)).map { _ in identifier() })
        case .alreadyInside:
            .alreadyInside(
                first: maybe { $0.passage() }, last: maybe { $0.passage() },
                platformSince: maybe { $0.moment() })
        case .reentryNotAllowed: .reentryNotAllowed(lastExit: maybe { $0.passage() })
        case .entryLimit:
            .entryLimit(
                limit: count(9), first: maybe { $0.passage() }, last: maybe { $0.passage() })
        case .full:
            .full(
                count: count(900), limit: count(900), tier: maybe { $0.identifier() },
                area: maybe { $0.identifier() })
        case .rapidScanning: .rapidScanning(count: count(90))
        case .emergency: .emergency
        case .eventCancelled: .eventCancelled
        case .eventPostponed: .eventPostponed(until: maybe { $0.moment() })
        case .notConfirmed: .notConfirmed(prompts: Prompt.allCases.filter { _ in flag() })
        case .groupWaits: .groupWaits(outside: count(9), of: count(9))
        case .reservationNotFound: .reservationNotFound
        case .reservationExpired: .reservationExpired(since: moment())
        case .reservationUsed: .reservationUsed
        case .reservationCancelled: .reservationCancelled
        case .reservationDue:
            .reservationDue(due: money(), tickets: count(9), expires: maybe { $0.moment() })
        case .reservationLocked: .reservationLocked(until: moment())
        }
    }

    private mutating func answer() -> Answer {
        let outcome: Outcome
        switch word() as OutcomeKind {
        case .done: return .done
        case .unavailable: return .unavailable(word())
        case .admitted: outcome = .admitted
        case .readmitted: outcome = .readmitted
        case .exited: outcome = .exited
        case .admittedUnlisted: outcome = .admittedUnlisted
        case .admittedByOverride: outcome = .admittedByOverride
        case .admittedAfterPayment: outcome = .admittedAfterPayment
        case .refused: outcome = .refused(refusal(word()))
        }
        return .verdict(
            Verdict(
                outcome, flags: VerdictFlag.allCases.filter { _ in flag() },
                repeats: maybe { $0.number() }))
    }

    private mutating func act() -> Act {
        Act(
            word(), staff: maybe { $0.identifier() }, shift: maybe { $0.number() },
            target: maybe { $0.number() }, people: .random(in: -500...500, using: &random),
            cause: maybe { $0.word() }, conflict: maybe { $0.identifier() })
    }

    private mutating func claims() -> Claims {
        Claims(
            ticket: identifier(), event: identifier(), scheme: word(), issuedAt: moment(),
            generation: maybe { .random(in: 0...UInt8.max, using: &$0.random) },
            user: maybe { $0.identifier() })
    }

    private mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? {
        flag() ? make(&self) : nil
    }

    private mutating func flag() -> Bool { .random(using: &random) }
    private mutating func count(_ most: Int) -> Int { .random(in: 0...most, using: &random) }

    private mutating func number() -> AttemptNumber {
        AttemptNumber(.random(in: 1...1_000_000, using: &random))
    }

    private mutating func moment() -> Timestamp {
        Timestamp(milliseconds: .random(in: -1_000...4_000_000_000_000, using: &random))
    }

    private mutating func span() -> Duration {
        .milliseconds(Int64.random(in: 0...100_000_000, using: &random))
    }

    private mutating func money() -> Money {
        Money(minorUnits: .random(in: 0...10_000_000, using: &random), currency: "INR")
    }

    private mutating func passage() -> Passage { Passage(door: identifier(), at: moment()) }

    private mutating func word<Word: CaseIterable>() -> Word {
        let words = Array(Word.allCases)
        return words[Int.random(in: words.indices, using: &random)]
    }

    private mutating func text() -> String {
        let letters = Array("abz09 \"\\/é😀\u{7f}क")
        return String((0..<count(20)).map { _ in letters[count(letters.count - 1)] })
    }

    private mutating func identifier<Subject>() -> Identifier<Subject> {
        if flag() { return Identifier(uuid: (0..<16).map { _ in UInt8(count(255)) }) }
        return Identifier("x" + text().filter { $0 != "\u{7f}" }) ?? "plain"
    }
}
