// The catalogue of words, used by the pages and by the command line alike; it needs no server.
// Adding a language is adding a file. An answer's facts go into the staff line; a guest's name
// and a code text never do.

package import CheckinCore
import Foundation

package struct Words: Sendable {
    /// More languages than any one door needs.
    private static let maximumLanguages = 32
    /// A language's file is a tenth of it.
    private static let maximumFileBytes = 128 * 1_024
    /// What a door says when the asked-for language has no file.
    package static let fallback = "en"

    let vocabularies: [String: Vocabulary]
    let time: BoxTime

    /// Reads `words/*.json` in the resources' folder. `zone`: nil for the box's own time zone.
    package init(resources: String, zone: String? = nil) throws(KioskFault) {
        let folder = resources + "/words"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = names.filter { $0.hasSuffix(".json") }.sorted().prefix(Self.maximumLanguages)
        var vocabularies: [String: Vocabulary] = [:]
        for file in files {
            let language = String(file.dropLast(5))
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)"),
                data.count <= Self.maximumFileBytes
            else { throw .wordsBroken(language: language, complaint: "the file is unreadable") }
            vocabularies[language] = try Self.vocabulary(from: data, language: language)
        }
        guard vocabularies[Self.fallback] != nil else { throw .wordsMissing(folder: folder) }
        self.vocabularies = vocabularies
        time = BoxTime(zone: zone)
    }

    package var languages: [String] { vocabularies.keys.sorted() }

    /// What to say and show for `announcement` at `now`.
    package func face(
        for announcement: Announcement, language: String, doorName: @escaping (DoorID) -> String?,
        now: Timestamp
    ) -> Face {
        let words = vocabulary(language)
        let entry = Self.entry(for: announcement, in: words)
        let evidence = Evidence(words: words, time: time, now: now, doorName: doorName)
        let facts = evidence.facts(of: announcement)
        let staff = entry.staff.lazy.compactMap { line in
            Template(line).filled { Fact(rawValue: $0).flatMap { facts[$0] } }
        }
        var lines = [staff.first ?? ""]
        if let verdict = announcement.answer.verdict {
            lines += verdict.flags.compactMap { words.flags[$0.rawValue] }
            if verdict.repeats != nil { lines.append(words.repeat) }
        }
        let look = Look.of(announcement.answer)
        return Face(
            word: entry.word, guest: entry.guest,
            staff: lines.filter { !$0.isEmpty }.joined(separator: " · "),
            color: look.color, shape: look.shape, sound: look.sound)
    }

    /// The words of `language`, or English.
    func vocabulary(_ language: String) -> Vocabulary {
        guard let words = vocabularies[language] ?? vocabularies[Self.fallback] else {
            preconditionFailure("the fallback language is checked when the words are read")
        }
        return words
    }

    static func vocabulary(from data: Data, language: String) throws(KioskFault) -> Vocabulary {
        let words: Vocabulary
        do {
            words = try JSONDecoder().decode(Vocabulary.self, from: data)
        } catch {
            throw .wordsBroken(language: language, complaint: "the file is not of the known form")
        }
        if let complaint = words.complaints.first {
            throw .wordsBroken(language: language, complaint: complaint)
        }
        return words
    }

    private static func entry(
        for announcement: Announcement, in words: Vocabulary
    ) -> Vocabulary.Entry {
        let found: Vocabulary.Entry? =
            switch announcement.answer {
            case .done: words.acts[(announcement.attempt?.act.kind ?? .turn).rawValue]
            case .unavailable(let cause): words.unavailable[cause.rawValue]
            case .verdict(let verdict):
                if let refusal = verdict.refusal {
                    words.refusals[refusal.code.rawValue]
                } else {
                    words.outcomes[verdict.outcome.kind.rawValue]
                }
            }
        guard let found else { preconditionFailure("every word is checked when the file is read") }
        return found
    }
}
