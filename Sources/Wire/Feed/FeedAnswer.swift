// A page of an event's feed, or the word that the feed began another life. One attempt that this
// version cannot read must never keep the rest of a page away: it is handed on as it came.

package import CheckinCore

package enum FeedAnswer: Hashable, Sendable {
    /// The most entries of one page.
    package static let maximumEntries = 500
    /// What the server lets its database answer with, for one page.
    package static let maximumBytes = 8 << 20

    case page(FeedPage)
    /// The cursor means nothing here any more: begin anew.
    case reset(FeedGeneration, head: Int64)

    package init(_ bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        let event: EventID = try object.identifier("event")
        let generation: FeedGeneration = try object.identifier("generation")
        let head = try object.integer("head", in: 0...Int64.max)
        if try object.optionalFlag("reset") == true {
            self = .reset(generation, head: head)
            return
        }
        let cursor = try object.integer("cursor", in: 0...head)
        guard object["entries"] != nil else { throw .missing("entries") }
        let entries = try object.objects("entries", atMost: Self.maximumEntries)
        var last: Int64 = 0
        var changes: [FeedChange] = []
        for entry in entries {
            let position = try entry.integer("position")
            guard last < position, position <= cursor else { throw .malformed("position") }
            last = position
            changes.append(try FeedChange(entry))
        }
        self = .page(
            FeedPage(
                event: event, generation: generation, position: cursor, head: head,
                asOf: try object.optionalMoment("as_of"), changes: changes))
    }

    /// As the server writes it; `positions` of the changes are the last before the page's end.
    package func bytes(of event: EventID) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("event", event)
            switch self {
            case .reset(let generation, let head):
                writer.add("generation", generation)
                writer.add("head", head)
                writer.add("reset", true)
            case .page(let page):
                writer.add("generation", page.generation)
                writer.add("cursor", page.position)
                writer.add("head", page.head)
                writer.add("as_of", page.asOf)
                let first = page.position - Int64(page.changes.count) + 1
                writer.list("entries") { writer in
                    for (place, change) in page.changes.enumerated() {
                        Self.write(change, at: first + Int64(place), to: &writer)
                    }
                }
            }
        }
        return writer.bytes
    }

    private static func write(
        _ change: FeedChange, at position: Int64, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.add("position", position)
            switch change {
            case .attempt(let foreign):
                writer.add("kind", "attempt")
                writer.add("key", "\(position).\(foreign.attempt.number)")
                writer.add("at", foreign.attempt.at)
                writer.add("body", written: AttemptMessage.bytes(of: foreign))
            case .ticket(let ticket, let row):
                writer.add("kind", "ticket")
                writer.add("key", ticket)
                writer.add("body", written: row)
            case .reservation(let reservation, let row):
                writer.add("kind", "reservation")
                writer.add("key", reservation)
                writer.add("body", written: row)
            case .other(let kind, let key, let body):
                writer.add("kind", kind)
                writer.add("key", key)
                writer.add("body", written: body)
            }
        }
    }
}

extension FeedChange {
    private static let wordBytes = 40
    /// A key's three parts with what stands between them; anything else is an identifier.
    private static let keyBytes = 512

    /// From an object with `kind`, `key` and, unless the thing is gone, `body`.
    init(_ entry: JSONObject) throws(WireFault) {
        let kind = try entry.text("kind", atMost: Self.wordBytes)
        let key = try entry.text("key", atMost: Self.keyBytes)
        let body = try entry.optionalObject("body")
        let written = body.map { Array($0.source) }
        switch kind {
        case "ticket":
            guard let ticket = TicketID(key) else { throw .malformed("key") }
            self = .ticket(ticket, row: written)
        case "reservation":
            guard let reservation = ReservationID(key) else { throw .malformed("key") }
            self = .reservation(reservation, row: written)
        case "attempt":
            if let body, let attempt = try? AttemptMessage.foreign(of: body) {
                self = .attempt(attempt)
                return
            }
            fallthrough
        default: self = .other(kind: kind, key: key, body: written)
        }
    }
}
