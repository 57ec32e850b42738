// The rules of an event that are about the place: its areas, what staff have to see, when somebody
// is told that it fills, and whether it takes place at all.

import CheckinCore
import Ledger

extension Configuration {
    static func readState(_ reader: inout SettingsReader) -> EventState {
        let until = reader.moment("postponed_until")
        let state: StateWord = reader.choice("state") ?? .scheduled
        if until != nil, state != .postponed {
            reader.note("needs state = \"postponed\"", at: "postponed_until")
        }
        switch state {
        case .scheduled: return .scheduled
        case .cancelled: return .cancelled
        case .postponed: return .postponed(until: until)
        }
    }

    private enum StateWord: String, CaseIterable {
        case scheduled, cancelled, postponed
    }

    static func readAlerts(_ reader: inout SettingsReader) -> [Int] {
        let given: [Int]? = reader.read("capacity_alerts", expecting: "a list of hundredths") {
            guard case .list(let list) = $0 else { return nil }
            let parts = list.compactMap { if case .integer(let part) = $0 { part } else { nil } }
            let isSound =
                parts.count == list.count && parts.allSatisfy(RuleBounds.hundredths.contains)
            return isSound ? parts : nil
        }
        return given?.sorted() ?? Event.defaultAlerts
    }

    static func readPrompts(_ reader: inout SettingsReader) -> [Prompt] {
        let words = reader.texts("prompts")
        let prompts = words.compactMap(Prompt.init)
        if prompts.count < words.count {
            let known = Prompt.allCases.map(\.rawValue).joined(separator: ", ")
            reader.note("may hold \(known)", at: "prompts")
        }
        return prompts
    }

    static func readAreas(_ reader: inout SettingsReader) -> [Area] {
        let readers = reader.tables("area", limit: RuleBounds.mostAreas)
        let read = readers.map(readArea)
        noteRepeated(read.map { $0?.id.text }, readers: readers)
        let areas = read.compactMap { $0 }
        let known = Set(areas.map(\.id))
        for (area, reader) in zip(read, readers) {
            guard let area else { continue }
            if !known.isSuperset(of: area.movesFrom) {
                reader.note("names an area that no [[event.area]] defines", at: "moves_from")
            }
            if let back = area.returnsTo, !known.contains(back) || back == area.id {
                reader.note("must name another [[event.area]]", at: "returns_to")
            }
        }
        return areas
    }

    private static func readArea(_ given: SettingsReader) -> Area? {
        var reader = given
        let id = reader.identifier("id", of: Area.self)
        let name = reader.text("name") ?? id?.text ?? ""
        let capacity = readCapacity(&reader)
        let from = reader.texts("moves_from").compactMap { AreaID($0) }
        let back = reader.text("returns_to").flatMap { AreaID($0) }
        reader.finish()
        return id.map {
            Area(
                id: $0, name: name, capacity: capacity, movesFrom: Set(from), returnsTo: back)
        }
    }
}
