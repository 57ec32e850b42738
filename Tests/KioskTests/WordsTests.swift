// The words: complete in every language, true to the facts, and callable without a server.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Kiosk

@Suite struct WordsTests {
    private static let now = Fixtures.now  // 23:30 in Kolkata
    private let words: Words

    init() throws { words = try Words(resources: Kiosk.resources, zone: "Asia/Kolkata") }

    private func staff(
        _ refusal: Refusal, language: String = "en", ticket: Ticket? = Fixtures.ticket()
    ) -> String {
        face(.verdict(Verdict(.refused(refusal))), language: language, ticket: ticket).staff
    }

    private func face(
        _ answer: Answer, language: String = "en", ticket: Ticket? = Fixtures.ticket()
    ) -> Face {
        words.face(
            for: Kiosk.announcement(answer, ticket: ticket), language: language,
            doorName: { ["door-a": "Main Door", "door-b": "Door B"][$0.text] }, now: Self.now)
    }

    @Test func hasEveryWordInEveryLanguage() {
        #expect(words.languages == ["en", "hi"])
        for language in words.languages {
            #expect(words.vocabulary(language).complaints == [])
        }
    }

    @Test func hasTheSameKeysInEveryLanguage() {
        let english = words.vocabulary("en").page
        for language in words.languages {
            let page = words.vocabulary(language).page
            #expect(page.keys.sorted() == english.keys.sorted())
            for (key, line) in page {
                #expect(
                    Set(Template(line).names) == Set(Template(english[key] ?? "").names), "\(key)")
            }
        }
    }

    @Test func saysOfConditionsWhatTheirDeclarationSays() {
        for code in ConditionCode.allCases {
            let said = words.vocabulary("en").conditions[code.rawValue]
            #expect(said?.title == code.kind.title)
            #expect(said?.remedy == code.kind.remedy)
        }
    }

    @Test func findsWhatIsWrongWithAFile() throws {
        let path = Kiosk.resources + "/words/en.json"
        let good = try #require(FileManager.default.contents(atPath: path))
        let text = String(decoding: good, as: UTF8.self)
        for (old, new, complaint) in [
            (#""forged": {"#, #""forgedd": {"#, "refusals.forged is missing"),
            ("{amount} to be paid", "{holder} to be paid", "refusals.unpaid: {holder}"),
            ("Already used\"", "Already used here by somebody\"", "is too long"),
            (#""word": "USED""#, #""word": "IN USE""#, "is not one word"),
            ("{n} min", "min", "has no {n}"),
            (#""over_capacity""#, #""capacity""#, "flags.over_capacity is missing"),
            (#""staff": ["Re-entry"]"#, #""staff": []"#, "must need no facts"),
        ] {
            let planted = text.replacing(old, with: new)
            #expect(planted != text, "\(old)")
            let error = #expect(throws: KioskFault.self) {
                try Words.vocabulary(from: Data(planted.utf8), language: "en")
            }
            #expect("\(try #require(error))".contains(complaint), "\(complaint)")
        }
        #expect(throws: KioskFault.self) {
            try Words.vocabulary(from: Data("{}".utf8), language: "en")
        }
    }

    @Test func hasAFaceForEveryAnswerInEveryLanguage() throws {
        for story in Storybook(words: words).stories {
            guard let announcement = story.announcement else { continue }
            for language in words.languages {
                let face = words.face(
                    for: announcement, language: language, doorName: { _ in nil }, now: Canned.now)
                #expect(!face.word.isEmpty && !face.guest.isEmpty && !face.staff.isEmpty)
                #expect(!face.staff.contains("{"), "\(face.staff)")
            }
        }
    }

    @Test func saysWhereAndWhenATicketWentIn() {
        let last = Passage(door: "door-b", at: Self.now - .minutes(3))
        let first = Passage(door: "door-a", at: Self.now - .hours(2))
        #expect(
            staff(.alreadyInside(first: last, last: last, platformSince: nil))
                == "In at Door B 23:27 (3 min ago)")
        #expect(
            staff(.alreadyInside(first: first, last: last, platformSince: nil))
                == "In at Door B 23:27 (3 min ago), first at Main Door 21:30")
        #expect(
            staff(.alreadyInside(first: nil, last: nil, platformSince: Self.now - .hours(1)))
                == "Marked as used by the platform since 22:30")
        #expect(
            staff(.alreadyInside(first: nil, last: nil, platformSince: nil)) == "Already inside")
        #expect(
            staff(.alreadyInside(first: last, last: last, platformSince: nil), language: "hi")
                == "Door B से 23:27 पर अंदर (3 मिनट पहले)")
    }

    @Test func namesADoorItDoesNotKnowByItsId() {
        let last = Passage(door: "door-z", at: Self.now)
        #expect(
            staff(.reentryNotAllowed(lastExit: last)).hasPrefix("Left at door-z 23:30 (just now)"))
        #expect(staff(.wrongDoor(allowed: ["door-a", "door-z"])).hasSuffix("Main Door, door-z"))
    }

    @Test func saysDaysThatAreNotToday() {
        #expect(
            staff(.cancelled(since: Self.now - .hours(24))) == "Cancelled since 31/12/2025 23:30")
        #expect(staff(.notYetOpen(opens: Self.now + .hours(2))) == "Entry opens 02/01 01:30")
        #expect(staff(.cancelled(since: nil)) == "Cancelled by the platform")
    }

    @Test func saysAmountsAndCounts() {
        #expect(
            staff(.unpaid(due: Money(minorUnits: 125_005, currency: "INR")))
                == "₹1250.05 to be paid")
        #expect(
            staff(.unpaid(due: Money(minorUnits: 900, currency: "JPY"))) == "JPY 900 to be paid")
        #expect(staff(.full(count: 100, limit: 100, tier: nil)) == "100 of 100 inside")
        #expect(
            staff(.full(count: 9, limit: 9, tier: Fixtures.tier().id)) == "General: 9 of 9 inside")
    }

    @Test func addsFlagsAndRepeats() {
        let verdict = Verdict(
            .admitted, flags: [.overCapacity, .snapshotStale], repeats: AttemptNumber(3))
        #expect(
            face(.verdict(verdict)).staff
                == "First entry · over capacity · ticket list is old · "
                + "Same answer again: nobody had seen it")
    }

    /// Codes and lists are written by others and may claim any moment and any amount.
    @Test(arguments: [Int64.min, -1, 0, 253_402_300_799_999, .max])
    func survivesTheEndsOfTime(milliseconds: Int64) {
        let moment = Timestamp(milliseconds: milliseconds)
        let passage = Passage(door: "door-a", at: moment)
        let span = Duration.milliseconds(milliseconds)
        for refusal: Refusal in [
            .alreadyInside(first: passage, last: passage, platformSince: moment),
            .codeExpired(age: span), .notYetIssued(ahead: span), .notFound(snapshotAge: span),
            .notYetOpen(opens: moment), .wrongEvent(EventSummary(title: "x", startsAt: moment)),
            .unpaid(due: Money(minorUnits: milliseconds, currency: "INR")),
        ] {
            #expect(!staff(refusal).isEmpty)
        }
        let standing = Standing(
            event: Fixtures.event(), inside: 0, admitted: 0, sold: 0, tiers: [], arrivals: [],
            refusals: [], snapshotAsOf: moment, newest: nil)
        let list = ListMessage(.known(standing), now: Self.now)
        #expect(list.level == (moment > Self.now ? "fresh" : "stale"))
    }

    @Test func speaksEnglishWhereALanguageIsUnknown() {
        #expect(face(.unavailable(.busy), language: "xx").guest == "Please scan again")
    }

    /// Staff have to look at such a ticket, and not everybody tells lime from green.
    @Test func tellsTheUnlistedFromTheAdmittedWithoutColour() {
        for language in words.languages {
            let (plain, unlisted) = (
                face(.verdict(Verdict(.admitted)), language: language),
                face(.verdict(Verdict(.admittedUnlisted)), language: language, ticket: nil)
            )
            #expect(plain.shape != unlisted.shape)
            #expect(plain.word != unlisted.word)
            #expect(plain.guest != unlisted.guest)
            #expect(plain.sound != unlisted.sound)
        }
    }

    @Test func goesGreenOnlyForGoingIn() {
        let greens = [Outcome.admitted, .readmitted]
        for outcome in [Outcome.admitted, .readmitted, .admittedUnlisted, .exited] {
            let look = Look.of(.verdict(Verdict(outcome)))
            #expect((look.color == .green) == greens.contains(outcome))
        }
        for refusal in Canned.refusals {
            let look = Look.of(.verdict(Verdict(.refused(refusal))))
            #expect(look.color == .red || look.color == .amber)
            #expect(look.shape == (look.color == .red ? .cross : .triangle))
        }
        for cause in Unavailable.allCases { #expect(Look.of(.unavailable(cause)) == .ask) }
    }

    @Test func fillsTemplatesTotally() {
        let value = { (name: String) in name == "a" ? "1" : nil }
        #expect(Template("x {a} y").filled(value) == "x 1 y")
        #expect(Template("{a}{a}").filled(value) == "11")
        #expect(Template("{b}").filled(value) == nil)
        #expect(Template("{").filled(value) == "{")
        #expect(Template("}{a").filled(value) == "}{a")
        #expect(Template("").filled(value) == "")
    }
}
