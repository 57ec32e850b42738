// How the event stands, asked for at most once a second however many pages look. It exists because
// the answer costs a read of the database. It must never let two reads run at once.

import CheckinCore

actor VenueWatch {
    /// Nobody at a door reads faster.
    static let freshFor: Duration = .seconds(1)

    private let ports: KioskPorts
    private let event: EventID
    private var newest: (at: Uptime, standing: Standing?)?
    private var underWay: Task<Standing?, any Error>?

    init(ports: KioskPorts, event: EventID) {
        self.ports = ports
        self.event = event
    }

    /// nil when the box does not know the event.
    func standing() async throws -> Standing? {
        if let newest, ports.time.uptime().since(newest.at) < Self.freshFor {
            return newest.standing
        }
        if let underWay { return try await underWay.value }
        let task = Task { [ports, event] in
            try await ports.venue.standing(of: event, at: ports.time.now())
        }
        underWay = task
        defer { underWay = nil }
        let standing = try await task.value
        newest = (ports.time.uptime(), standing)
        return standing
    }
}
