// A state directory that lives as long as its test, and the ways to fill it. It must never leave a
// file behind.

import CheckinCore
import CheckinTesting
import Foundation

@testable import Ledger

/// Removes its folder when it goes.
final class TemporaryBox: Sendable {
    let state: StateDirectory
    let device: DeviceID

    init(device: DeviceID = "box-1") throws {
        self.device = device
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("checkind-ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        state = StateDirectory(path: folder.path)
    }

    deinit { try? FileManager.default.removeItem(atPath: state.path) }

    func open(pageLimit: Int? = nil) async throws -> SQLiteLedger {
        try await SQLiteLedger.open(state, device: device, pageLimit: pageLimit)
    }

    /// Writes `text` to a file and imports it.
    @discardableResult
    func importText(
        _ text: String, format: TicketImport.Format = .ndjson,
        events: [ImportedEvent] = TemporaryBox.events, skipBad: Bool = false,
        allowOlder: Bool = false
    ) throws -> ImportReport {
        try importText(
            Array(text.utf8), format: format, events: events, skipBad: skipBad,
            allowOlder: allowOlder)
    }

    @discardableResult
    func importText(
        _ bytes: [UInt8], format: TicketImport.Format, events: [ImportedEvent],
        skipBad: Bool = false, allowOlder: Bool = false
    ) throws -> ImportReport {
        let file = state.path + "/tickets"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        return try TicketImport(
            format: format, events: events, asOf: Fixtures.now - .minutes(5), skipBad: skipBad,
            allowOlder: allowOlder
        ).run(file: file, into: state, device: device)
    }

    /// Imports a list that a `MemoryLedger` could have as well.
    @discardableResult
    func importList(_ list: TicketList) throws -> ImportReport {
        let events = list.events.values.sorted { $0.id < $1.id }
        let imported = events.map { event in
            let tiers = Dictionary(list.tickets(of: event.id).map { ($0.tier.id, $0.tier) }) {
                first, _ in first
            }
            return ImportedEvent(event: event, tiers: tiers.values.sorted { $0.id < $1.id })
        }
        let rows = events.flatMap { list.tickets(of: $0.id) }.map(Self.row)
        let report = try importText(rows.joined(separator: "\n"), events: imported)
        let reserved = list.reservations.map(Self.row)
        if !reserved.isEmpty {
            try importReservations(
                Array(reserved.joined(separator: "\n").utf8), events: imported)
        }
        return report
    }

    @discardableResult
    func importReservations(
        _ bytes: [UInt8], format: TicketImport.Format = .ndjson,
        events: [ImportedEvent] = TemporaryBox.events, skipBad: Bool = false,
        allowOlder: Bool = false
    ) throws -> ImportReport {
        let file = state.path + "/reservations"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        return try ReservationImport(
            TicketImport(
                format: format, events: events, asOf: Fixtures.now - .minutes(5),
                skipBad: skipBad, allowOlder: allowOlder)
        ).run(try TicketFile(path: file), into: state, device: device)
    }

    static func row(_ reservation: Reservation) -> String {
        let tickets = reservation.lines.map { "\($0.tier.id)=\($0.quantity)" }
        var members = [
            #""reservation_id":"\#(reservation.id)""#, #""event_id":"\#(reservation.event)""#,
            #""code":"\#(reservation.code)""#,
            #""tickets":"\#(tickets.joined(separator: ";"))""#,
            #""amount_due":\#(reservation.due.minorUnits)"#,
            #""currency":"\#(reservation.due.currency)""#,
            #""status":"\#(reservation.status.rawValue)""#,
            #""as_of":\#(reservation.asOf.milliseconds)"#,
        ]
        if let holder = reservation.holder { members.append(#""holder":"\#(holder)""#) }
        if let expires = reservation.expiresAt {
            members.append(#""expires_at":\#(expires.milliseconds)"#)
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    static let events = [
        ImportedEvent(
            event: Fixtures.event(),
            tiers: [Fixtures.tier(), Fixtures.tier("vip", name: "VIP", doors: ["door-a"])])
    ]

    static func row(_ ticket: Ticket) -> String {
        var members = [
            #""ticket_id":"\#(ticket.id)""#, #""event_id":"\#(ticket.event)""#,
            #""tier_id":"\#(ticket.tier.id)""#, #""number":"\#(ticket.number)""#,
            #""status":"\#(ticket.status.rawValue)""#, #""generation":\#(ticket.generation)"#,
            #""as_of":\#(ticket.asOf.milliseconds)"#,
        ]
        if let holder = ticket.holder { members.append(#""holder":"\#(holder)""#) }
        if let user = ticket.user { members.append(#""user_id":"\#(user)""#) }
        if let group = ticket.group { members.append(#""group_id":"\#(group)""#) }
        if let since = ticket.statusSince {
            members.append(#""status_since":\#(since.milliseconds)"#)
        }
        if let due = ticket.amountDue {
            members.append(#""amount_due":\#(due.minorUnits),"currency":"\#(due.currency)""#)
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}
