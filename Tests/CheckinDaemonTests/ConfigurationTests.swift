// A configuration is either complete and right, or refused with every problem and its line.

import CheckinCore
import Foundation
import Kiosk
import Ledger
import SyncAgent
import Testing

@testable import CheckinDaemon

@Suite struct ConfigurationTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Goldens/configuration")

    /// Each golden file is a configuration, a line of dashes, and what is said of it.
    @Test(arguments: try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted())
    func saysOfAFileWhatTheGoldenSays(name: String) throws {
        let url = Self.folder.appending(path: name)
        let golden = try String(contentsOf: url, encoding: .utf8)
        let parts = golden.components(separatedBy: "\n----\n")
        let input = try #require(parts.first)
        let said = Self.describe(input)
        if ProcessInfo.processInfo.environment["CHECKIND_GOLDEN"] == "rewrite" {
            try "\(input)\n----\n\(said)\n".write(to: url, atomically: true, encoding: .utf8)
            return
        }
        #expect(parts.count == 2)
        #expect(said + "\n" == parts.last)
    }

    private static func describe(_ text: String) -> String {
        do throws(ConfigurationFault) {
            var lines = ["accepted"]
            dump(try Configuration(text: text, path: "checkind.toml"), to: &lines)
            return lines.joined(separator: "\n")
        } catch {
            return "\(error.code)\n\(error.message)"
        }
    }

    private static func dump(_ configuration: Configuration, to lines: inout [String]) {
        lines.append("device \(configuration.device) door \(configuration.door.id)")
        lines.append("serves \(configuration.doorEvents.map(\.id.text).joined(separator: ", "))")
        lines.append("camera \(configuration.camera)")
        lines += configuration.handScanners.map { "hand scanner \($0)" }
        lines.append("pages \(configuration.pages)")
        if let central = configuration.central {
            let proxy = central.proxy.map { "\($0.host):\($0.port)" } ?? "none"
            let authority = central.authorityFile ?? "the system's"
            let shown = central.identity.map { "\($0.certificate) and \($0.key)" } ?? "nothing"
            lines.append(
                "central \(central.address) by \(authority), showing \(shown), proxy \(proxy)")
        }
        for event in configuration.events {
            lines.append("event \(event.event.id) starts \(event.event.startsAt.rfc3339)")
            lines.append("  code age \(event.event.codeMaxAge.map { "\($0)" } ?? "any")")
            lines += event.tiers.map {
                "  tier \($0.id) \($0.name) \($0.doors.map(\.text).sorted())"
            }
        }
    }

    @Test func refusesMoreEventsThanASnapshotHolds() {
        var text = Self.minimal
        for index in 0..<Configuration.maximumEvents {
            text += """

                [[event]]
                id = "event-\(index)"
                title = "Event"
                starts_at = 2026-11-21T20:00:00Z
                [[event.tier]]
                id = "t"
                name = "T"
                """
        }
        #expect {
            try Configuration(text: text, path: "x")
        } throws: {
            ($0 as? ConfigurationFault)?.message.contains("has 65 entries; at most 64") == true
        }
    }

    @Test(arguments: ["90s", "15m", "24h", "2d", "0s", "366d"])
    func readsASpan(text: String) { #expect(Span(text) != nil) }

    @Test(arguments: ["", "s", "5", "-5m", "+5m", "1.5h", "367d", "99999999999999999999h", "5 m"])
    func refusesWhatIsNoSpan(text: String) { #expect(Span(text) == nil) }

    @Test(arguments: [("5ms", 5_000), ("800us", 800), ("1000ms", 1_000_000)])
    func readsAShutterTime(text: String, microseconds: Int) {
        #expect(ShutterTime(text)?.duration == .microseconds(microseconds))
    }

    @Test(arguments: [
        "", "ms", "5", "0ms", "-5ms", "5 ms", "1001ms", "5s", "99999999999999999999us",
    ])
    func refusesWhatIsNoShutterTime(text: String) { #expect(ShutterTime(text) == nil) }

    static let minimal = """
        [device]
        id = "box-1"
        [door]
        id = "a"
        event = "tonight"
        [[event]]
        id = "tonight"
        title = "Techno Night"
        starts_at = 2026-11-21T20:00:00+05:30
        [[event.tier]]
        id = "general"
        name = "General"

        """
}
