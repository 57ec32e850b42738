// What a central server says of the box, where the configuration leaves it out.

import CheckinCore
import Testing
import Wire

@testable import CheckinDaemon

@Suite struct FilledConfigurationTests {
    private static func box() throws -> DeviceDescription {
        DeviceDescription(
            device: try #require(DeviceID("box-1")), name: "Front door",
            door: try #require(DoorID("front")), area: AreaID("hall"), direction: .exit,
            unlistedOK: true, events: [], keys: [], serverKey: [],
            time: Timestamp(milliseconds: 0))
    }

    private static func door(_ lines: String, central: Bool = true) throws -> Door {
        let configuration = try Configuration(
            text: """
                [device]
                id = "box-1"
                [door]
                event = "gala"
                \(lines)
                [central]
                url = "\(central ? "https://central.example.org" : "")"
                [[event]]
                id = "gala"
                title = "Gala"
                starts_at = 2026-11-21T20:00:00+05:30
                [[event.tier]]
                id = "general"
                name = "General"
                """, path: "checkind.toml")
        return configuration.filled(by: try box()).door
    }

    @Test func whatIsLeftOutIsTheServers() throws {
        let door = try Self.door("")
        #expect(
            door
                == Door(
                    id: try #require(DoorID("front")), name: "Front door",
                    direction: .exit, admitsUnlisted: true, area: AreaID("hall")))
    }

    @Test func whatIsSaidStays() throws {
        let door = try Self.door(
            """
            id = "back"
            name = "Back"
            direction = "entry"
            admits_unlisted = false
            """)
        #expect(
            door
                == Door(
                    id: try #require(DoorID("back")), name: "Back", direction: .entry,
                    admitsUnlisted: false, area: AreaID("hall")))
    }

    @Test func withoutAServerADoorHasToBeNamed() {
        #expect(throws: ConfigurationFault.self) { try Self.door("", central: false) }
    }
}
