// How the door's event stands, asked for at most once a second however many pages look. It exists
// because the answer costs a read of the database. It must never let two reads run at once.

import CheckinCore

actor VenueWatch {
    /// Nobody at a door reads faster.
    static let freshFor: Duration = .seconds(1)

    private struct Look {
        let number: Int
        let event: EventID
        let task: Task<Standing?, any Error>
    }

    private let ports: KioskPorts
    private var newest: (event: EventID, at: Uptime, standing: Standing?)?
    private var underWay: Look?
    private var looks = 0
    /// A look of this number or before is not to be kept.
    private var forgotten = 0

    init(ports: KioskPorts) { self.ports = ports }

    /// Something was done that the next look has to show.
    func forget() {
        newest = nil
        forgotten = looks
    }

    /// Of the event that the door is for now; nil when the box does not know it.
    func standing() async throws -> Standing? {
        let event = ports.setting.current().event
        if let newest, newest.event == event, ports.time.uptime().since(newest.at) < Self.freshFor {
            return newest.standing
        }
        if let underWay, underWay.event == event { return try await underWay.task.value }
        looks += 1
        let look = Look(
            number: looks, event: event,
            task: Task { [ports, underWay] in
                _ = await underWay?.task.result
                return try await ports.venue.standing(of: event, at: ports.time.now())
            })
        underWay = look
        defer { if underWay?.number == look.number { underWay = nil } }
        let standing = try await look.task.value
        if look.number > forgotten { newest = (event, ports.time.uptime(), standing) }
        return standing
    }
}
