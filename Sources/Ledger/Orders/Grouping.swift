// Some of a group go in: one attempt for each, as if each had shown a ticket of their own, so that
// nothing else has to know of groups. A reservation that is paid for is a group whose tickets
// follow from it.

import CheckinCore
import GRDB
import Validation

struct Grouping {
    let performing: Performing
    let target: Attempt
    let people: Int

    /// The first `people` of those outside whom the rules let in. When they let in nobody, the
    /// refusal of the first of them is recorded and returned, so that staff see why.
    func run(_ db: Database) throws -> [Recorded] {
        guard let claims = target.claims else { throw OrderFault.nothingToConfirm }
        var recorded: [Recorded] = []
        var head = performing.head
        var refused: (Recording, Recording.Reading, Answer)?
        for member in try members(claims, db) where recorded.count < people {
            guard let recording = member(head) else { continue }
            let reading = try recording.read(db)
            guard !reading.row.presence.isInside else { continue }
            let answer = performing.decide(
                Presentation(reading: recording.scan.reading, isConfirmed: true), reading.facts)
            guard answer.kind.isEntry else {
                refused = refused ?? (recording, reading, answer)
                continue
            }
            let entry = try recording.commit(answer, reading, db)
            recorded.append(entry)
            head = head.after(entry.attempt)
        }
        if recorded.isEmpty, let (recording, reading, answer) = refused {
            recorded = [try recording.commit(answer, reading, db)]
        }
        guard !recorded.isEmpty else { throw OrderFault.noSuchTicket }
        return recorded
    }

    private typealias Member = (JournalHead) -> Recording?

    private func members(_ claims: Claims, _ db: Database) throws -> [Member] {
        let listed = performing.look(performing.scan(claims))
        guard claims.scheme == .reservation else {
            return listed.group.map { member in
                { recording(member, of: claims.event, after: $0) }
            }
        }
        guard let reservation = listed.reservation, reservation.status != .cancelled,
            try reservation.status == .paid || PaymentTable.isPaid(reservation.id, db)
        else { throw OrderFault.nothingToConfirm }
        return reservation.tickets.map { ticket in
            { performing.recording(ticket, of: listed, target.fingerprint, after: $0) }
        }
    }

    private func recording(
        _ member: TicketID, of event: EventID, after head: JournalHead
    ) -> Recording? {
        let moment = performing.instruction.at
        let named = performing.scan(
            Claims(ticket: member, event: event, scheme: .staff, issuedAt: moment))
        guard let ticket = performing.look(named).ticket else { return nil }
        return performing.recording(
            performing.scan(ticket.claims(at: moment), target.fingerprint), after: head)
    }
}
