// What a box should be, as the server says it: GET /v1/device, and the answer to an enrolment. A
// key's secret comes sealed for this box alone; nothing here can open it.

package import CheckinCore

/// A ticket key as the protocol names it.
package struct DeviceKey: Hashable, Sendable {
    package enum Material: Hashable, Sendable {
        /// Ed25519.
        case publicKey([UInt8])
        /// A message of HPKE for this box.
        case sealed([UInt8])
        /// The server could not open it: an administrator has to make a new one.
        case none
    }

    package enum Status: String, Sendable, CaseIterable {
        case active, retired, revoked
    }

    package let id: UInt8
    package let event: EventID
    /// `ns1` or `ns2`; a word that is not known here belongs to a newer server.
    package let scheme: String
    /// `hmac-sha256` or `ed25519`.
    package let algorithm: String
    package let material: Material
    package let notBefore: Timestamp?
    package let notAfter: Timestamp?
    package let status: Status

    package init(
        id: UInt8, event: EventID, scheme: String, algorithm: String, material: Material,
        notBefore: Timestamp? = nil, notAfter: Timestamp? = nil, status: Status = .active
    ) {
        self.id = id
        self.event = event
        self.scheme = scheme
        self.algorithm = algorithm
        self.material = material
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.status = status
    }

    /// What the server sealed the secret for.
    package var purpose: String {
        "checkind/device-key/\(event)/\(scheme)/\(algorithm)/\(id)"
    }
}

package struct DeviceDescription: Hashable, Sendable {
    /// An event the box serves, and how its feed stands.
    package struct Event: Hashable, Sendable {
        package let id: EventID
        package let title: String?
        package let generation: FeedGeneration
        package let head: Int64

        package init(id: EventID, title: String?, generation: FeedGeneration, head: Int64) {
            self.id = id
            self.title = title
            self.generation = generation
            self.head = head
        }
    }

    package let device: DeviceID
    package let name: String
    package let door: DoorID
    package let gate: String?
    package let area: AreaID?
    package let direction: Direction
    /// Genuine tickets that are in no list may be let in here.
    package let unlistedOK: Bool
    package let events: [Event]
    package let keys: [DeviceKey]
    /// Ed25519: what snapshots and revocations are signed with.
    package let serverKey: [UInt8]
    package let time: Timestamp

    package init(
        device: DeviceID, name: String, door: DoorID, gate: String? = nil, area: AreaID? = nil,
        direction: Direction, unlistedOK: Bool, events: [Event], keys: [DeviceKey],
        serverKey: [UInt8], time: Timestamp
    ) {
        self.device = device
        self.name = name
        self.door = door
        self.gate = gate
        self.area = area
        self.direction = direction
        self.unlistedOK = unlistedOK
        self.events = events
        self.keys = keys
        self.serverKey = serverKey
        self.time = time
    }
}
