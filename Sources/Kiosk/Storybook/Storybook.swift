// Every state of the pages with canned data, for eyes and for browser tests. No story comes from a
// journal and none is written to one. Never served at a door.

package import CheckinCore

package struct Storybook: Sendable {
    /// One state of the door page: an answer, or the idle screen in some condition.
    package struct Story: Sendable {
        package let name: String
        package let title: String
        package let announcement: Announcement?
        package let conditions: [ConditionCode]
        package let standing: Standing?
        /// The page is shown as if it had lost the service.
        package let isLost: Bool
        /// What the camera sees, as a file of the pages; nil for no picture.
        package var picture: String?
        package var isMirrored = false
        /// What managers tell the doors.
        package var messages: [String] = []
        /// What staff have on the screen, and who they are.
        package var desk = CannedDesk()
    }

    package let stories: [Story]
    let words: Words
    let identity: KioskIdentity

    package init(words: Words) {
        self.words = words
        identity = Canned.identity
        stories = Self.idle + Self.outcomes + Self.refusals + Self.unavailable + Self.staff
    }

    /// What a guest is answered.
    var answers: [Announcement] { stories.compactMap(\.announcement).filter { $0.answer != .done } }

    package subscript(name: String) -> Story? { stories.first { $0.name == name } }

    private static let idle: [Story] = [
        idle("idle", "Waiting for a guest"),
        idle("idle-picture", "A guest before the camera, at night", picture: .night),
        idle("idle-picture-bright", "A guest before the camera, by day", picture: .bright),
        idle("idle-picture-mirrored", "As in a mirror", picture: .night, isMirrored: true),
        idle("idle-picture-dark", "Too dark", [.cameraDark], picture: .night),
        idle("idle-covered", "The lens is covered", [.cameraCovered], picture: .night),
        idle("idle-hand-scanner", "The hand scanner is unplugged", [.handScannerMissing]),
        idle("idle-exit-stale", "The ticket list is old", [.snapshotStale]),
        idle("idle-camera", "The camera is unplugged", [.cameraMissing]),
        idle("idle-many", "Two things are wrong", [.journalFailed, .clockUntrusted]),
        idle(
            "idle-message", "A manager says something",
            messages: [
                "The bar in hall 2 is closed. Send guests to the terrace.", "Doors at nine",
            ]),
        idle("idle-message-long", "As long as may be", [.snapshotStale], messages: [longMessage]),
        Story(
            name: "idle-no-list", title: "No ticket list", announcement: nil,
            conditions: [.noSnapshot], standing: nil, isLost: false),
        Story(
            name: "lost", title: "The service does not answer", announcement: nil, conditions: [],
            standing: Canned.standing, isLost: true),
    ]

    private static let outcomes: [Story] = [
        story("admitted", .admitted),
        story("admitted-flags", .admitted, flags: [.overCapacity, .snapshotStale]),
        story("admitted-repeat", .admitted, repeats: AttemptNumber(1_204)),
        story("readmitted", .readmitted, ticket: Canned.earlyTicket),
        story("admitted-unlisted", .admittedUnlisted, ticket: nil),
        story("admitted-override", .admittedByOverride),
        story("admitted-payment", .admittedAfterPayment),
        story("exited", .exited, ticket: Canned.earlyTicket),
        story("exited-not-inside", .exited, flags: [.notInside]),
        story("admitted-long", .admitted, ticket: Canned.longTicket),
    ]

    private static let refusals: [Story] = Canned.refusals.map { refusal in
        let unproved: Set<RefusalCode> = [
            .unreadable, .forged, .unknownKey, .notFound, .wrongEvent, .emergency, .groupWaits,
            .reservationNotFound, .reservationExpired, .reservationUsed, .reservationCancelled,
            .reservationDue, .reservationLocked,
        ]
        return story(
            refusal.code.rawValue.replacing("_", with: "-"), .refused(refusal),
            ticket: unproved.contains(refusal.code) ? nil : Canned.ticket)
    }

    private static let unavailable: [Story] = Unavailable.allCases.map { cause in
        Story(
            name: "unavailable-" + cause.rawValue.replacing("_", with: "-"),
            title: "Unavailable: \(cause.rawValue)",
            announcement: Canned.announcement(.unavailable(cause), ticket: nil, isRecorded: false),
            conditions: [], standing: Canned.standing, isLost: false)
    }

    static func idle(
        _ name: String, _ title: String, _ conditions: [ConditionCode] = [],
        picture: CannedPicture? = nil, isMirrored: Bool = false, messages: [String] = []
    ) -> Story {
        Story(
            name: name, title: title, announcement: nil, conditions: conditions,
            standing: Canned.standing, isLost: false, picture: picture?.file,
            isMirrored: isMirrored, messages: messages)
    }

    /// Nobody reads all of it at a door; it must not push the frame away.
    private static let longMessage = String(
        repeating: "The lift is out of order and guests in wheelchairs use the ramp. ", count: 15)

    static func story(
        _ name: String, _ outcome: Outcome, flags: [VerdictFlag] = [],
        repeats: AttemptNumber? = nil, ticket: Ticket? = Canned.ticket
    ) -> Story {
        let verdict = Verdict(outcome, flags: flags, repeats: repeats)
        return Story(
            name: name, title: verdict.refusal?.code.rawValue ?? outcome.kind.rawValue,
            announcement: Canned.announcement(.verdict(verdict), ticket: ticket),
            conditions: [], standing: Canned.standing, isLost: false)
    }
}
