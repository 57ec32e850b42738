// A verdict on one line, for a terminal.

import CheckinCore
import Kiosk

struct VerdictLine {
    let words: Words
    let language: String
    let door: Door

    /// What `tail` prints of an attempt: no names.
    func text(of attempt: Attempt) -> String {
        let staff = staffLine(
            Announcement(
                attempt: attempt, answer: attempt.answer, ticket: nil, occupancy: Occupancy(),
                at: attempt.at, elapsed: .zero))
        let number = Self.pad(attempt.number.description, 6, left: true)
        let act = attempt.act.kind
        let answer = attempt.answer.reason ?? attempt.answer.kind.rawValue
        let what = Self.pad(act.isDeed ? act.rawValue : answer, 20)
        let code = attempt.fingerprint?.description ?? Self.pad("-", 16)
        let place = "\(attempt.at.rfc3339)  \(attempt.door)"
        return "\(number)  \(place)  \(what)  \(code)  \(staff)"
    }

    func staffLine(_ announcement: Announcement) -> String {
        words.face(
            for: announcement, language: language,
            doorName: { $0 == door.id ? door.name : nil }, now: announcement.at
        ).staff
    }

    static func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return left ? blanks + text : text + blanks
    }
}
