// What staff have on the door's screen in a story: a sheet of the panel, an emergency, and who has
// signed in. The people and the tickets they look up stand in storybook/staff.json.

package import CheckinCore

package struct CannedDesk: Sendable {
    /// The sheets of the panel, as the page calls them; two of them are states of the look-up.
    package enum Panel: String, Sendable, CaseIterable {
        case signIn, unlock, changePin, home, override, undo, confirm, group, lookup, results
        case nobody, counter, walkUp, door, clearOut, emergency, allClear
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
        desk(
            story("staff-verdict-group", .refused(Canned.group), ticket: nil), nil, by: .steward),
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
        isWrong: Bool = false, emergency: Bool = false
    ) -> Story {
        var story = story
        story.desk = CannedDesk(
            panel: panel, person: person, isWrong: isWrong,
            emergency: emergency ? AttemptNumber(1_306) : nil)
        return story
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
