// What staff have on the door's screen in a story: a sheet of the panel, an emergency, and who has
// signed in. The people and the tickets they look up stand in storybook/staff.json.

package import CheckinCore

package struct CannedDesk: Sendable {
    /// The sheets of the panel, as the page calls them; two of them are states of the look-up, and
    /// two of taking money.
    package enum Panel: String, Sendable, CaseIterable {
        case signIn, unlock, changePin, home, override, undo, confirm, group, lookup, results
        case nobody, counter, walkUp, door, clearOut, emergency, allClear
        case pay, payCash, payComp, paid, repay
    }

    /// Who has signed in, by their name in the file.
    package enum Person: String, Sendable, CaseIterable {
        case nobody, steward, supervisor, manager, locked, newcomer
    }

    package var panel: Panel?
    package var person: Person = .nobody
    /// Somebody has just typed a wrong PIN.
    package var isWrong = false
    package var emergency: AttemptNumber?
    package var newest = Canned.newest
}

extension Storybook {
    static let staff: [Story] = [
        desk(idle("staff-idle", "Somebody has signed in"), nil),
        desk(idle("staff-sign-in", "The PIN pad"), .signIn, by: .nobody),
        desk(
            idle("staff-wrong-pin", "A wrong PIN"), .signIn, by: .nobody,
            isWrong: true),
        desk(idle("staff-unlock", "Locked after a minute"), .unlock, by: .locked),
        desk(idle("staff-new-pin", "A PIN of one's own"), .changePin, by: .newcomer),
        desk(idle("staff-home", "What a supervisor can do"), .home),
        desk(idle("staff-home-steward", "What a steward can do"), .home, by: .steward),
        desk(idle("staff-home-manager", "What a manager can do"), .home, by: .manager),
        desk(story("staff-override", .refused(inside)), .override),
        desk(story("staff-override-long", .refused(inside), ticket: Canned.longTicket), .override),
        desk(story("staff-undo", .admitted), .undo),
        desk(story("staff-confirm", .refused(prompts)), .confirm, by: .steward),
        desk(story("staff-group", .refused(Canned.group), ticket: nil), .group, by: .steward),
        desk(idle("staff-lookup", "The keys for a number or a name"), .lookup),
        desk(idle("staff-results", "Tickets that were found"), .results),
        desk(idle("staff-nobody-found", "Nothing was found"), .nobody),
        desk(idle("staff-counter", "The head counter"), .counter, by: .steward),
        desk(idle("staff-walk-up", "Guests without a ticket"), .walkUp),
        desk(idle("staff-door", "Direction and event"), .door, by: .steward),
        desk(idle("staff-clear-out", "Everybody counts as outside"), .clearOut, by: .manager),
        desk(idle("staff-emergency", "The second question"), .emergency, by: .nobody),
        desk(story("staff-verdict-override", .refused(inside)), nil),
        desk(story("staff-verdict-confirm", .refused(prompts)), nil, by: .steward),
        desk(money("staff-pay"), .pay),
        desk(money("staff-pay-cash"), .payCash),
        desk(money("staff-pay-comp"), .payComp),
        desk(money("staff-pay-long", Canned.longReservation), .payCash),
        desk(paid("staff-paid", Canned.payment), .paid),
        desk(
            paid("staff-paid-long", Canned.payment(of: Canned.longReservation, .cardTerminal)),
            .paid),
        desk(paid("staff-repay", Canned.payment), .repay),
        desk(paid("staff-repay-comp", Canned.payment(of: Canned.reservation, .comp)), .repay),
        desk(
            idle("staff-home-money", "What can be done about money"), .home,
            newest: Canned.newestMoney),
        desk(
            story("staff-verdict-group", .refused(Canned.group), ticket: nil), nil, by: .steward),
        desk(money("staff-verdict-pay"), nil),
        desk(story("staff-verdict-undo", .admitted), nil),
        desk(idle("emergency-holds", "An emergency"), nil, by: .nobody, emergency: true),
        desk(
            idle("emergency-sign-in", "A PIN before the all-clear"), .unlock, by: .locked,
            emergency: true),
        desk(
            idle("emergency-all-clear", "The all-clear"), .allClear, by: .manager, emergency: true),
    ]

    private static let inside = Refusal.alreadyInside(
        first: nil,
        last: Passage(door: Canned.identifier("door-a"), at: Canned.now - .minutes(3)),
        platformSince: nil)
    private static let prompts = Refusal.notConfirmed(prompts: [.age18, .document])

    private static func desk(
        _ story: Story, _ panel: CannedDesk.Panel?, by person: CannedDesk.Person = .supervisor,
        isWrong: Bool = false, emergency: Bool = false, newest: [Announcement] = Canned.newest
    ) -> Story {
        var story = story
        story.desk = CannedDesk(
            panel: panel, person: person, isWrong: isWrong,
            emergency: emergency ? AttemptNumber(1_306) : nil, newest: newest)
        return story
    }

    private static func money(
        _ name: String, _ reservation: Reservation = Canned.reservation
    ) -> Story {
        let answer = Answer.verdict(Verdict(.refused(Canned.due(reservation))))
        return told(
            name, "Money to be taken",
            Canned.announcement(answer, ticket: nil, reservation: reservation))
    }

    private static func paid(_ name: String, _ payment: Announcement) -> Story {
        told(name, "Money was taken", payment)
    }

    private static func told(
        _ name: String, _ title: String, _ announcement: Announcement
    ) -> Story {
        Story(
            name: name, title: title, announcement: announcement, conditions: [],
            standing: Canned.standing, isLost: false)
    }
}

extension Canned {
    static let group = Refusal.groupWaits(outside: 4, of: 6)

    /// The newest answers of the canned evening, the oldest first.
    static let newest: [Announcement] = [
        announcement(.verdict(Verdict(.refused(group))), ticket: nil, number: 1_302),
        announcement(
            .verdict(Verdict(.refused(.wrongDoor(allowed: [identifier("door-v")])))),
            ticket: earlyTicket, number: 1_303),
        announcement(
            .verdict(Verdict(.refused(.notConfirmed(prompts: [.age18])))), ticket: longTicket,
            number: 1_304),
        announcement(.verdict(Verdict(.admitted)), ticket: ticket, number: 1_305),
    ]
}
