// By which clock guests' data is removed, and how long it is kept.

import CheckinCore
import Ledger
import Logging
import Testing
import Validation

@testable import CheckinDaemon

@Suite struct RetentionServiceTests {
    /// Long after the event.
    private static let late = ClockBox.evening + .hours(24 * 40)

    private func service(_ box: ClockBox) -> RetentionService {
        RetentionService(
            retention: Retention(state: StateDirectory(path: box.folder), device: box.device),
            rule: RetentionRule(days: 14), clock: box.clock, time: box.time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func anUntrustedClockRemovesNothing() async throws {
        let box = try await ClockBox(at: Timestamp(milliseconds: 0))
        await box.look()
        box.time.advance(by: .hours(48))
        #expect(!service(box).mayRemove)
        box.time.setWall(Self.late)
        box.kernel.meetTimeServer()
        await box.look()
        #expect(service(box).mayRemove)
        box.time.setWall(Self.late + .hours(24 * 365))
        #expect(!service(box).mayRemove, "a step, not looked at yet")
    }

    /// A box that starts in a wrong year must not remove the list of the evening before it.
    @Test func aClockThatNobodyConfirmedMustFirstRunForADay() async throws {
        let box = try await ClockBox(at: Self.late)
        await box.look()
        #expect(!service(box).mayRemove)
        box.time.advance(by: .hours(23))
        #expect(!service(box).mayRemove)
        box.time.advance(by: .hours(1))
        #expect(service(box).mayRemove)
    }

    @Test func aRoundRemovesWhatIsOver() async throws {
        let box = try await ClockBox(at: Self.late)
        #expect(await service(box).round())
        #expect(try await box.ledger.views.wipedAt(box.event) == Self.late)
        #expect(try await box.present(1).answer == .unavailable(.noSnapshot))
    }

    @Test func aRoundBeforeTheEndOfTheSpanRemovesNothing() async throws {
        let box = try await ClockBox(at: ClockBox.evening + .hours(24 * 14))
        #expect(await service(box).round())
        #expect(try await box.ledger.views.wipedAt(box.event) == nil)
    }

    @Test(arguments: [("", 14), ("[retention]\ndays = 0", 0), ("[retention]\ndays = 365", 365)])
    func readsForHowLong(text: String, days: Int) throws {
        let text = ConfigurationTests.minimal + "\n" + text
        #expect(try Configuration(text: text, path: "x").retentionDays == days)
    }

    @Test(arguments: ["-1", "366", "\"14\"", "1.5"])
    func refusesAnotherSpan(days: String) {
        let text = ConfigurationTests.minimal + "\n[retention]\ndays = \(days)"
        #expect(throws: ConfigurationFault.self) { try Configuration(text: text, path: "x") }
    }
}
