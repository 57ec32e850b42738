// What the pages know of the door's event, asked for at most once in a while however many pages
// look. It exists because the answer costs a read of the database. It must never let two reads run
// at once.

import CheckinCore

actor SharedLook<Value: Sendable> {
    private struct Look {
        let number: Int
        let event: EventID
        let task: Task<Value, any Error>
    }

    private let ports: KioskPorts
    private let freshFor: Duration
    private let read: @Sendable (EventID) async throws -> Value
    private var newest: (event: EventID, at: Uptime, value: Value)?
    private var underWay: Look?
    private var looks = 0
    /// A look of this number or before is not to be kept.
    private var forgotten = 0

    /// `read` is asked again once its answer is `freshFor` old.
    init(
        ports: KioskPorts, freshFor: Duration,
        read: @escaping @Sendable (EventID) async throws -> Value
    ) {
        self.ports = ports
        self.freshFor = freshFor
        self.read = read
    }

    /// Something was done that the next look has to show.
    func forget() {
        newest = nil
        forgotten = looks
    }

    /// Of the event that the door is for now.
    func value() async throws -> Value {
        let event = ports.setting.current().event
        if let newest, newest.event == event, ports.time.uptime().since(newest.at) < freshFor {
            return newest.value
        }
        if let underWay, underWay.event == event { return try await underWay.task.value }
        looks += 1
        let look = Look(
            number: looks, event: event,
            task: Task { [read, underWay] in
                _ = await underWay?.task.result
                return try await read(event)
            })
        underWay = look
        defer { if underWay?.number == look.number { underWay = nil } }
        let value = try await look.task.value
        if look.number > forgotten { newest = (event, ports.time.uptime(), value) }
        return value
    }
}
