// The guests of the demonstration: what each holds up, and what the door must say. The list is the
// demonstration's own test: a verdict that differs from it ends `checkind demo --exit` with 1.

import CheckinCore
import CodeDrawing

/// What is drawn on a guest's paper or screen.
enum DemoCode {
    /// The platform's long code of ticket `index`, drawn this long ago by the app.
    case long(index: Int, age: Duration = .minutes(2))
    /// The compact code of ticket `index`.
    case compact(index: Int, Scheme = .ns2HMAC, generation: UInt8 = 0)
    /// A compact code of a ticket that is in nobody's list yet.
    case soldJustNow(number: Int, Scheme)
    /// A code of ticket `index`, made with a secret that somebody made up.
    case forged(index: Int)
    /// A code that names a key which this box was never given.
    case strangeKey(index: Int)
    /// A genuine code of tomorrow's event.
    case otherEvent(Int)
    /// Something else in a QR code.
    case text(String)
    /// A code that moved too fast for any camera.
    case blurred(index: Int)
}

/// One guest in the queue.
struct DemoGuest {
    let who: String
    let code: DemoCode
    let medium: Medium
    let rotation: Double
    /// nil: the camera reads nothing, so that nothing is said.
    let expected: DemoExpectation?

    init(
        _ who: String, _ code: DemoCode, _ medium: Medium, turned rotation: Double = 0,
        expecting expected: DemoExpectation?
    ) {
        self.who = who
        self.code = code
        self.medium = medium
        self.rotation = rotation
        self.expected = expected
    }
}

enum DemoExpectation: Equatable {
    case outcome(OutcomeKind)
    case refused(RefusalCode)

    init?(_ answer: Answer) {
        guard case .verdict(let verdict) = answer else { return nil }
        self = verdict.refusal.map { .refused($0.code) } ?? .outcome(verdict.outcome.kind)
    }

    var name: String {
        switch self {
        case .outcome(let kind): kind.rawValue
        case .refused(let code): code.rawValue
        }
    }
}

extension DemoGuest {
    private static let admitted = DemoExpectation.outcome(.admitted)

    /// The queue, in order. Ticket numbers say which row of `DemoEvent` a guest holds.
    static let queue: [DemoGuest] = arrivals + troubles + latecomers

    private static let arrivals: [DemoGuest] = [
        DemoGuest("printed, straight", .long(index: 0), .paper, expecting: admitted),
        DemoGuest("phone", .long(index: 1), .phone, expecting: admitted),
        DemoGuest("compact on paper", .compact(index: 2), .paper, expecting: admitted),
        DemoGuest("compact, dark mode", .compact(index: 3), .darkMode, expecting: admitted),
        DemoGuest("compact, turned", .compact(index: 4), .paper, turned: 17, expecting: admitted),
        DemoGuest(
            "phone upside down", .compact(index: 5), .phone, turned: 180, expecting: admitted),
        DemoGuest(
            "Ed25519 on a phone", .compact(index: 6, .ns2Ed25519), .phone, expecting: admitted),
        DemoGuest(
            "Ed25519, turned", .compact(index: 7, .ns2Ed25519), .paper, turned: -30,
            expecting: admitted),
        DemoGuest("long code, turned", .long(index: 8), .phone, turned: 8, expecting: admitted),
        DemoGuest(
            "general admission, dark mode", .compact(index: 250), .darkMode, turned: 12,
            expecting: admitted),
        DemoGuest(
            "general admission, sideways", .compact(index: 251), .paper, turned: 90,
            expecting: admitted),
        DemoGuest("early bird", .long(index: 9), .paper, expecting: admitted),
    ]

    private static let troubles: [DemoGuest] = [
        DemoGuest(
            "a copy of the first ticket", .long(index: 0, age: .minutes(40)), .phone,
            expecting: .refused(.alreadyInside)),
        DemoGuest(
            "the same print again", .compact(index: 2), .paper,
            expecting: .refused(.alreadyInside)),
        DemoGuest("made at home", .forged(index: 20), .phone, expecting: .refused(.forged)),
        DemoGuest(
            "made at home, printed", .forged(index: 21), .paper, turned: 5,
            expecting: .refused(.forged)),
        DemoGuest(
            "made with a strange key", .strangeKey(index: 22), .phone,
            expecting: .refused(.unknownKey)),
        DemoGuest("tomorrow's ticket", .otherEvent(1), .phone, expecting: .refused(.wrongEvent)),
        DemoGuest(
            "tomorrow's, printed", .otherEvent(2), .paper, turned: 20,
            expecting: .refused(.wrongEvent)),
        DemoGuest(
            "a screenshot of last week", .long(index: 23, age: .hours(170)), .phone,
            expecting: .refused(.codeExpired)),
        DemoGuest(
            "yesterday's screenshot", .long(index: 24, age: .hours(25)), .darkMode,
            expecting: .refused(.codeExpired)),
        DemoGuest("cancelled", .compact(index: 30), .phone, expecting: .refused(.cancelled)),
        DemoGuest(
            "cancelled, long code", .long(index: 31), .paper, expecting: .refused(.cancelled)),
        DemoGuest("refunded", .compact(index: 32), .phone, expecting: .refused(.refunded)),
        DemoGuest("blocked", .compact(index: 33), .darkMode, expecting: .refused(.blocked)),
        DemoGuest("not yet paid", .compact(index: 34), .paper, expecting: .refused(.unpaid)),
        DemoGuest(
            "sold on to a friend", .compact(index: 35, generation: 0), .phone,
            expecting: .refused(.transferred)),
        DemoGuest("the friend", .compact(index: 35, generation: 1), .phone, expecting: admitted),
        DemoGuest(
            "a link to a website", .text("https://example.com/menu"), .paper,
            expecting: .refused(.unreadable)),
        DemoGuest("half a ticket", .text("N2:ABC123"), .phone, expecting: .refused(.unreadable)),
        DemoGuest("waved too fast", .blurred(index: 40), .paper, expecting: nil),
        DemoGuest("waved, on a phone", .blurred(index: 41), .phone, expecting: nil),
    ]

    private static let latecomers: [DemoGuest] = [
        DemoGuest(
            "sold just now, Ed25519", .soldJustNow(number: 1, .ns2Ed25519), .phone,
            expecting: .outcome(.admittedUnlisted)),
        DemoGuest(
            "sold just now, HMAC", .soldJustNow(number: 2, .ns2HMAC), .phone,
            expecting: .refused(.notFound)),
        DemoGuest(
            "backstage pass, wrong door", .compact(index: 499), .phone,
            expecting: .refused(.wrongDoor)),
        DemoGuest("late, printed", .compact(index: 50), .paper, turned: -12, expecting: admitted),
        DemoGuest("late, phone", .long(index: 51), .phone, expecting: admitted),
        DemoGuest(
            "late, dark mode", .compact(index: 52, .ns2Ed25519), .darkMode, expecting: admitted),
        DemoGuest("late, sideways", .compact(index: 53), .phone, turned: 270, expecting: admitted),
        DemoGuest("the last one", .compact(index: 54), .paper, turned: 3, expecting: admitted),
    ]
}
