// A box that is not there: the ports of the kiosk over the canned evening, for the storybook. It
// remembers nothing but what was acknowledged, and admits nobody.

package import CheckinCore

package actor StorybookBox: VenueView, ConflictView, HealthView, Admissions, Acknowledgements {
    private let storybook: Storybook
    private var turn = 0
    package private(set) var acknowledged: [AttemptNumber] = []

    package init(words: Words) { storybook = Storybook(words: words) }

    package static var identity: KioskIdentity { Canned.identity }

    package func events() -> [Event] { [Canned.event] }

    package func standing(of event: EventID, at now: Timestamp) -> Standing? {
        event == Canned.event.id ? Canned.standing : nil
    }

    package func conflicts(of event: EventID) -> [ConflictRow] {
        event == Canned.event.id ? Canned.conflicts : []
    }

    /// A typed code gets the stories' answers in turn.
    package func admit(_ token: TicketToken) -> Announcement {
        let answers = storybook.answers
        defer { turn = (turn + 1) % max(answers.count, 1) }
        return answers[turn]
    }

    package func acknowledge(_ number: AttemptNumber) {
        // As many as a test looks at; a storybook left open for a night must not grow.
        if acknowledged.count == 64 { acknowledged.removeFirst() }
        acknowledged.append(number)
    }

    package func conditions() -> [Condition] {
        [
            Condition(
                kind: ConditionCode.snapshotStale.kind, detail: "", since: Uptime(nanoseconds: 0))
        ]
    }

    package func newestAttempts(before: AttemptNumber?, limit: Int) -> [AttemptRow] {
        let answers = storybook.answers
        let newest = Canned.standing.newest?.value ?? 0
        let first = min(before.map { $0.value - 1 } ?? newest, newest)
        let last = max(first - Int64(limit), newest - 200)
        return stride(from: first, to: max(last, 0), by: -1).map { number in
            let age = newest - number
            // Of three guests two go in.
            let said = age % 3 == 1 ? answers[Int(age) % answers.count] : answers[0]
            let ticket = [Canned.ticket, Canned.earlyTicket][Int(age % 2)]
            let attempt = Canned.attempt(
                number, said.answer, at: Canned.now - .seconds(age * 11),
                ticket: said.ticket == nil ? nil : ticket)
            return AttemptRow(attempt: attempt, ticket: said.ticket == nil ? nil : ticket)
        }
    }
}
