// An announcement as the door page gets it: its look, its words in every language, and what is
// written on the ticket. The page chooses the language. It must never hold the text of a code.

import CheckinCore

struct VerdictMessage: Encodable, Sendable {
    struct Spoken: Encodable, Sendable {
        let word: String
        let guest: String
        let staff: String
    }

    struct TierMark: Encodable, Sendable {
        let name: String
        let color: String?
    }

    /// The attempt's number, for acknowledging; nil when nothing was recorded.
    let number: Int64?
    let kind: String
    let reason: String?
    /// What staff did, where it was no answer to a guest.
    let act: String?
    /// How many of a group may still go in; nil where it is about no group.
    let outside: Int?
    /// Of an entry that money was taken for: the number of the payment.
    let payment: Int64?
    let color: String
    let shape: String
    let sound: String
    let spoken: [String: Spoken]
    let holder: String?
    let tier: TierMark?
    let ticket: String?
    /// For whoever has signed in, never for the queue.
    let forStaff: ReservationMessage?
    /// nil when nothing was recorded, and so nothing counted.
    let inside: Int?
    /// From the frame to the commit.
    let elapsedMilliseconds: Int64
    /// When it was sent, as beats say it; nil where it is not sent as news.
    let uptime: Int64?

    init(
        _ announcement: Announcement, words: Words, identity: KioskIdentity, now: Timestamp,
        uptime: Uptime? = nil
    ) {
        number = announcement.attempt?.number.value
        kind = announcement.answer.kind.rawValue
        reason = announcement.answer.reason
        act = announcement.attempt.flatMap { $0.act.kind.isDeed ? $0.act.kind.rawValue : nil }
        outside =
            if case .groupWaits(let outside, _)? = announcement.answer.verdict?.refusal {
                outside
            } else { nil }
        payment = announcement.attempt.flatMap {
            $0.act.kind == .sale ? $0.act.target?.value : nil
        }
        let look = Look.of(announcement.answer)
        color = look.color.rawValue
        shape = look.shape.rawValue
        sound = look.sound.rawValue
        spoken = Dictionary(
            uniqueKeysWithValues: words.languages.map { language in
                let face = words.face(
                    for: announcement, language: language, doorName: identity.doorName, now: now)
                return (
                    language, Spoken(word: face.word, guest: face.guest, staff: face.staff)
                )
            })
        holder = identity.showsNames ? announcement.ticket?.holder?.clipped : nil
        tier = announcement.ticket.map {
            TierMark(name: $0.tier.name.clipped, color: $0.tier.color?.asColor)
        }
        ticket = announcement.ticket?.number.clipped
        forStaff = ReservationMessage(announcement)
        inside = announcement.attempt.map { _ in announcement.occupancy.event }
        elapsedMilliseconds = announcement.elapsed.milliseconds
        self.uptime = uptime?.milliseconds
    }
}

extension Uptime {
    var milliseconds: Int64 { nanoseconds / 1_000_000 }
}

extension String {
    /// The most of a name that a page is sent: more does not fit on any screen of ours.
    private static var maximumShown: Int { 96 }

    /// Cut by scalars, because one letter may carry any number of marks.
    var clipped: String {
        guard unicodeScalars.count > Self.maximumShown else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.prefix(Self.maximumShown))) + "…"
    }

    /// The text when it is `#RRGGBB`, which is all that a page sets as a colour.
    var asColor: String? {
        let digits = utf8.dropFirst()
        let isHex = digits.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & 0xDF)
        }
        return utf8.count == 7 && utf8.first == UInt8(ascii: "#") && isHex ? self : nil
    }
}
