// What the server says to a batch: up to where it holds the journal, and what it made of it.

package import CheckinCore

package struct BatchAnswer: Hashable, Sendable {
    /// Notes kept of one answer: a few for each attempt of a batch. They are told to people;
    /// whatever is behind them is on the server.
    package static let maximumNotes = 2_000
    /// An answer is mostly notes of some 200 bytes.
    package static let maximumBytes = 4 << 20
    private static let reasonBytes = 64

    package struct Refused: Hashable, Sendable {
        package let number: AttemptNumber
        package let reason: String

        package init(number: AttemptNumber, reason: String) {
            self.number = number
            self.reason = reason
        }
    }

    package enum Note: Hashable, Sendable {
        /// Two admissions without an exit between, or two payments, of which one is this attempt.
        case conflict(AttemptNumber, id: String, with: JournalName, number: AttemptNumber)
        /// What the server knew against an admission, and the door did not.
        case knew(AttemptNumber, status: String, since: Timestamp?)
    }

    /// Everything up to this number is stored, refused, or known to be lost.
    package let held: AttemptNumber
    package let stored: Int
    /// Sent before.
    package let known: Int
    package let refused: [Refused]
    /// Numbers under which the server has another attempt: a journal was copied.
    package let forked: [AttemptNumber]
    package let notes: [Note]

    package init(
        held: AttemptNumber, stored: Int = 0, known: Int = 0, refused: [Refused] = [],
        forked: [AttemptNumber] = [], notes: [Note] = []
    ) {
        self.held = held
        self.stored = stored
        self.known = known
        self.refused = refused
        self.forked = forked
        self.notes = notes
    }

    package init(_ bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        let most = BatchMessage.maximumAttempts
        held = AttemptNumber(try object.integer("held", in: 0...Int64.max))
        stored = try object.optionalCount("stored", atMost: most) ?? 0
        known = try object.optionalCount("known", atMost: most) ?? 0
        refused = try object.objects("refused", atMost: most).map {
            object throws(WireFault) -> Refused in
            Refused(
                number: try object.needed("number", try object.optionalNumber("number")),
                reason: try object.text("reason", atMost: Self.reasonBytes))
        }
        forked = try object.integers("forked", atMost: most).map(AttemptNumber.init)
        guard case .list(let given)? = object["notes"] ?? .list([]) else {
            throw .malformed("notes")
        }
        // A note that cannot be read must not keep an attempt from being held.
        notes = given.prefix(Self.maximumNotes).compactMap { value in
            guard case .object(let note) = value else { return nil }
            return try? Self.note(of: note)
        }
    }

    private static func note(of object: JSONObject) throws(WireFault) -> Note {
        let number = try object.needed("number", try object.optionalNumber("number"))
        if let knew = try object.optionalObject("knew") {
            return .knew(
                number, status: try knew.text("status", atMost: reasonBytes),
                since: try knew.optionalMoment("since"))
        }
        let other = try object.needed("with", try object.optionalObject("with"))
        return .conflict(
            number, id: try object.text("conflict", atMost: DeviceID.maximumBytes),
            with: JournalName(
                device: try other.identifier("device"),
                incarnation: try other.identifier("incarnation")),
            number: try other.needed("number", try other.optionalNumber("number")))
    }

    /// As the server writes it.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("held", held.value)
            writer.add("stored", stored)
            writer.add("known", known)
            writer.list("refused") { writer in
                for one in refused {
                    writer.object { writer in
                        writer.add("number", one.number.value)
                        writer.add("reason", one.reason)
                    }
                }
            }
            writer.list("forked") { writer in for one in forked { writer.add(one.value) } }
            writer.add("unnumbered", 0)
            writer.list("notes") { writer in
                for note in notes { Self.write(note, to: &writer) }
            }
        }
        return writer.bytes
    }

    private static func write(_ note: Note, to writer: inout JSONWriter) {
        writer.object { writer in
            switch note {
            case .conflict(let number, let id, let journal, let other):
                writer.add("number", number.value)
                writer.add("conflict", id)
                writer.object("with") { writer in
                    writer.add("device", journal.device)
                    writer.add("incarnation", journal.incarnation)
                    writer.add("number", other.value)
                }
            case .knew(let number, let status, let since):
                writer.add("number", number.value)
                writer.object("knew") { writer in
                    writer.add("status", status)
                    writer.add("since", since)
                }
            }
        }
    }
}
