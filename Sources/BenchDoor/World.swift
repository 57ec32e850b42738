// An event with as many tickets as asked for, as values and as files.

import CheckinCore
import Foundation
import Ledger

struct World {
    let folder: String
    let tickets: Int
    let device: DeviceID
    let event: Event
    let tiers: [Tier]
    let now = Timestamp(milliseconds: 1_767_290_400_000)

    init(folder: String, tickets: Int) throws {
        self.folder = folder
        self.tickets = tickets
        guard let device = DeviceID("bench"), let event = EventID(Self.uuid(9, 9)),
            let general = TierID("general"), let vip = TierID("vip")
        else { throw RawFailure(code: 0, sql: "identifier") }
        self.device = device
        self.event = Event(id: event, title: "Bench", startsAt: now)
        tiers = [Tier(id: general, name: "General"), Tier(id: vip, name: "VIP")]
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    var imported: [ImportedEvent] { [ImportedEvent(event: event, tiers: tiers)] }

    /// A UUID that looks random, so that keys do not come sorted.
    static func uuid(_ number: Int, _ salt: UInt64) -> String {
        var state = UInt64(number) &+ salt &* 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: mixed >> (shift * 8))) }
        }
        return UUIDText.text(of: bytes)
    }

    func generation(_ number: Int) -> UInt8 { UInt8(number % 7) }

    func ticketID(_ number: Int) -> String { Self.uuid(number, 1) }

    /// One row in the order of the snapshot's columns behind `line` and `event`.
    private func fields(_ number: Int) -> [String] {
        [
            ticketID(number), number % 10 == 0 ? "vip" : "general", "NS-\(1_000_000 + number)",
            GuestNames.name(number), Self.uuid(number, 2), "valid", "1767280000000",
            String(generation(number)), "1767200000000", "1767380000000", "1767290000000",
            // Bought by twos.
            "order-\(number / 2)",
        ]
    }

    func writeNDJSON(to path: String) throws {
        try write(to: path) { number in
            let f = fields(number)
            return #"{"ticket_id":"\#(f[0])","event_id":"\#(event.id)","tier_id":"\#(f[1])","#
                + #""number":"\#(f[2])","holder":"\#(f[3])","user_id":"\#(f[4])","#
                + #""status":"\#(f[5])","status_since":\#(f[6]),"amount_due":0,"#
                + #""currency":"INR","generation":\#(f[7]),"valid_from":\#(f[8]),"#
                + #""valid_until":\#(f[9]),"as_of":\#(f[10])"#
                + #","group_id":"\#(f[11])"}"#
        }
    }

    /// The rows as the snapshot's table has them, for `sqlite3 .import`.
    func writeTable(to path: String) throws {
        try write(to: path) { number in
            let f = fields(number)
            let tier = f[1] == "general" ? 1 : 2
            return "\(number),1,\(f[0]),\(tier),\(f[2]),\(f[3]),\(f[4]),\(f[5]),\(f[6]),0,INR,"
                + "\(f[7]),\(f[8]),\(f[9]),\(f[10]),\(f[11])"
        }
    }

    private func write(to path: String, _ row: (Int) -> String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw RawFailure(code: 0, sql: path) }
        var text = ""
        for number in 1...tickets {
            text += row(number) + "\n"
            if number % 10_000 == 0 || number == tickets {
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        try file.close()
    }
}
