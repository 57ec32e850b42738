// The rules of events and tiers as ops write them.

import CheckinCore
import Ledger

extension Configuration {
    /// - Parameter tiersFollow: they may come later, from a central server.
    static func readEvent(_ given: SettingsReader, tiersFollow: Bool) -> ImportedEvent? {
        var reader = given
        let id = reader.identifier("id", of: Event.self)
        let title = reader.required("title")
        let startsAt = reader.requiredMoment("starts_at")
        let window = readWindow(&reader)
        let capacity = readCapacity(&reader)
        let codeMaxAge = reader.span("code_max_age") ?? Event.defaultCodeMaxAge
        let reentry = reader.flag("reentry", default: true)
        let entryLimit = reader.integer("entry_limit", in: 1...RuleBounds.mostEntries)
        let unlisted: UnlistedPolicy? = reader.choice("unlisted")
        let stale: StalePolicy = reader.choice("stale") ?? .warn
        let staleAfter = reader.span("stale_after")
        if case .some(.none) = staleAfter {
            reader.note(
                "must be a span; to let an old list pass, set stale to \"warn\"", at: "stale_after")
        }
        let state = readState(&reader)
        let alerts = readAlerts(&reader)
        let prompts = readPrompts(&reader)
        let clearsAt = reader.moment("clears_at")
        let areas = readAreas(&reader)
        let tierReaders = reader.tables("tier", limit: maximumTiers)
        let read = tierReaders.map(readTier)
        noteRepeated(read.map { $0?.id.text }, readers: tierReaders)
        let tiers = read.compactMap { $0 }
        let saidOfTiers = zip(read, tierReaders).compactMap { tier, reader in
            tier.map { ($0.id, reader.said() as Set<TierMember>) }
        }
        // A central server says which there are.
        if tierReaders.isEmpty, !tiersFollow {
            reader.note("has no [[event.tier]]", at: "tier")
        }
        reader.finish()
        guard let id, let startsAt else { return nil }
        return ImportedEvent(
            event: Event(
                id: id, title: title, startsAt: startsAt, window: window, capacity: capacity,
                codeMaxAge: codeMaxAge, reentryAllowed: reentry, entryLimit: entryLimit,
                unlisted: unlisted, stale: stale,
                staleAfter: (staleAfter ?? nil) ?? Event.defaultStaleAfter,
                state: state, alerts: alerts, prompts: prompts, clearsAt: clearsAt, areas: areas),
            tiers: tiers, said: reader.said(),
            saidOfTiers: Dictionary(saidOfTiers) { first, _ in first })
    }

    /// Two entries of one list must not have one id.
    static func noteRepeated(_ ids: [String?], readers: [SettingsReader]) {
        var seen: Set<String> = []
        for (id, reader) in zip(ids, readers) {
            if let id, !seen.insert(id).inserted {
                reader.note("is the id of an earlier one", at: "id")
            }
        }
    }

    private static func readTier(_ given: SettingsReader) -> Tier? {
        var reader = given
        let id = reader.identifier("id", of: Tier.self)
        let name = reader.required("name")
        let color = reader.text("color")
        if let color, !isColor(color) { reader.note("must look like #8B5CF6", at: "color") }
        let capacity = readCapacity(&reader)
        let window = readWindow(&reader)
        let names = reader.texts("doors")
        let doors = names.compactMap { DoorID($0) }
        if doors.count < names.count {
            reader.note("has an entry that is no door's id", at: "doors")
        }
        reader.finish()
        return id.map {
            Tier(
                id: $0, name: name, color: color, capacity: capacity, window: window,
                doors: Set(doors))
        }
    }

    private static func readWindow(_ reader: inout SettingsReader) -> EntryWindow {
        let window = EntryWindow(
            opens: reader.moment("opens_at"), closes: reader.moment("closes_at"))
        if let opens = window.opens, let closes = window.closes, closes <= opens {
            reader.note("must be later than opens_at", at: "closes_at")
        }
        return window
    }

    static func readCapacity(_ reader: inout SettingsReader) -> Capacity? {
        let isHard = reader.flag("capacity_is_hard", default: true)
        return reader.integer("capacity", in: 1...RuleBounds.mostPeople).map {
            Capacity(limit: $0, isHard: isHard)
        }
    }

    private static func isColor(_ text: String) -> Bool {
        text.utf8.count == 7 && text.hasPrefix("#")
            && text.utf8.dropFirst().allSatisfy { UnicodeScalar($0).properties.isASCIIHexDigit }
    }
}
