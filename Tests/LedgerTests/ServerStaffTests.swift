// People whom an event's feed tells of, beside those who were made known at the box: whose number
// it is, which PIN holds, and who is gone.

import CheckinCore
import CheckinTesting
import Cryptography
import GRDB
import Synchronization
import Testing

@testable import Ledger

@Suite struct ServerStaffTests {
    private static let cheap = Scrypt.Cost(logN: 4, r: 1, p: 1)
    private let box: TemporaryBox
    private let ledger: SQLiteLedger
    private let register: StaffRegister
    private let pin: PIN
    /// What the door is for.
    private final class Served: Sendable {
        let event = Mutex<EventID?>(Fixtures.eventID)
    }
    private let served = Served()

    init() async throws {
        box = try TemporaryBox()
        try box.importList(TicketList(tickets: [Fixtures.ticket("t-1")]))
        ledger = try await box.open()
        pin = try #require(PIN(typed: "704182"))
        register = try StaffRegister(
            state: box.state, device: box.device, time: VirtualClock(), cost: Self.cheap,
            event: { [served] in served.event.withLock { $0 } })
    }

    private static func hash(_ pin: String) throws -> String {
        try PassphraseHash(hashing: SecretBytes(copying: pin.utf8), cost: cheap).text
    }

    private static func body(
        _ hash: String, name: String = "Noor Ali", role: String = "manager",
        mustChange: Bool = false, disabled: Bool = false
    ) -> String {
        """
        {"id":"7","event":"gala","name":"\(name)","role":"\(role)","pin":"\(hash)",
         "must_change":\(mustChange),"disabled":\(disabled),"hat":1}
        """
    }

    private func hear(
        _ body: String?, _ id: String = "7", event: EventID = Fixtures.eventID,
        generation: FeedGeneration = "g-1", position: Int64 = 5, head: Int64 = 5
    ) async throws {
        try await hear([(id, body)], event, generation, position, head)
    }

    private func hear(
        _ entries: [(String, String?)], _ event: EventID = Fixtures.eventID,
        _ generation: FeedGeneration = "g-1", _ position: Int64 = 5, _ head: Int64 = 5
    ) async throws {
        try await ledger.apply(
            FeedPage(
                event: event, generation: generation, position: position, head: head,
                asOf: Fixtures.now,
                changes: entries.map {
                    .other(kind: "staff", key: $0, body: $1.map { Array($0.utf8) })
                }), at: Fixtures.now)
    }

    private func signsIn(_ typed: String = "704182", as id: StaffID = "7") async throws -> Bool {
        let pin = try #require(PIN(typed: typed))
        if case .right = try await register.check(pin, of: id) { return true }
        return false
    }

    @Test func somebodyOfTheServerSignsIn() async throws {
        try await hear(Self.body(try Self.hash("704182"), mustChange: true))
        guard case .right(let member) = try await register.check(pin, of: "7") else {
            Issue.record("it is the PIN")
            return
        }
        #expect(member.name == "Noor Ali" && member.role == .manager && member.mustChange)
        #expect(member.event == Fixtures.eventID)
        #expect(try await !signsIn("582914"))
    }

    @Test func whoIsDisabledOrGoneIsNobodyAtOnce() async throws {
        let hash = try Self.hash("704182")
        try await hear(Self.body(hash))
        #expect(try await register.member("7") != nil)
        try await hear(Self.body(hash, disabled: true))
        #expect(try await register.member("7") == nil)
        #expect(try await !signsIn())
        try await hear(Self.body(hash))
        #expect(try await signsIn())
        try await hear(nil)
        #expect(try await register.member("7") == nil)
        #expect(try await register.list() == [])
    }

    /// Nobody far away takes a number over, or lets somebody in again who was locked out here.
    @Test func aNumberOfThisBoxStaysItsOwners() async throws {
        let (_, own) = try await register.add(name: "Own", role: .steward, id: "7")
        try await hear(Self.body(try Self.hash("704182")))
        #expect(try await register.member("7")?.name == "Own")
        #expect(try await !signsIn())
        guard case .right(let member) = try await register.check(own, of: "7") else {
            Issue.record("it is the PIN")
            return
        }
        #expect(member.role == .steward)
        try await register.disable("7")
        try await hear(Self.body(try Self.hash("704182")))
        #expect(try await register.member("7") == nil)
        #expect(try await !signsIn())
        // And what goes at the server takes nobody of the box along.
        try await register.enable("7")
        try await hear(nil)
        #expect(try await register.member("7")?.name == "Own")
    }

    @Test func whoIsLockedOutHereStaysSo() async throws {
        let hash = try Self.hash("704182")
        try await hear(Self.body(hash))
        try await register.disable("7")
        try await hear(Self.body(hash, role: "ops"))
        #expect(try await register.member("7") == nil)
        try await register.enable("7")
        #expect(try await register.member("7")?.role == .ops)
        await #expect(throws: StaffFault.ofServer("7")) {
            try await register.setRole(.steward, of: "7")
        }
    }

    @Test func aPINThatWasChosenHereStaysUntilTheServerHasAnother() async throws {
        let (first, second) = (try Self.hash("704182"), try Self.hash("915264"))
        try await hear(Self.body(first, mustChange: true))
        guard case .right(let member) = try await register.change(pin, to: "582914", of: "7") else {
            Issue.record("it is the PIN")
            return
        }
        #expect(member.hasOwnPIN && !member.mustChange)
        try await hear(Self.body(first, name: "Noor A.", mustChange: true))
        #expect(try await signsIn("582914"))
        let changed = try await register.member("7")
        #expect(changed?.name == "Noor A." && changed?.mustChange == false)
        #expect(changed?.hasOwnPIN == true)
        try await hear(Self.body(second, mustChange: true))
        #expect(try await !signsIn("582914"))
        #expect(try await signsIn("915264"))
        #expect(try await register.member("7")?.hasOwnPIN == false)
        let reset = try await register.reset("7")
        #expect(try await signsIn(reset.revealed))
    }

    @Test func peopleCountAtTheirEventAlone() async throws {
        try await ledger.apply(
            TemporaryBox.events
                + [ImportedEvent(event: Fixtures.event(Fixtures.otherEventID), tiers: [])])
        try await hear(Self.body(try Self.hash("704182")))
        try await hear(
            Self.body(try Self.hash("915264"), name: "Sam", role: "steward"),
            event: Fixtures.otherEventID)
        #expect(try await register.member("7")?.role == .manager)
        served.event.withLock { $0 = Fixtures.otherEventID }
        #expect(try await register.member("7")?.name == "Sam")
        #expect(try await !signsIn())
        #expect(try await signsIn("915264"))
        served.event.withLock { $0 = "another" }
        #expect(try await register.member("7") == nil)
    }

    @Test func oneBadEntrySpoilsNoOther() async throws {
        let hash = try Self.hash("704182")
        try await hear([
            ("seven", Self.body(hash)), ("123456789", Self.body(hash)), ("1", "no object"),
            ("2", Self.body("$scrypt$ln=30,r=8,p=1$00$00")), ("3", Self.body(hash, role: "king")),
            ("4", Self.body("704182")),
            ("7", Self.body(hash, name: #"Noor\nAli \#(String(repeating: "x", count: 80))"#)),
        ])
        let list = try await register.list()
        #expect(list.map(\.id) == ["7"])
        #expect(list.first?.name.hasPrefix("Noor Ali xxx") == true)
        #expect(list.first?.name.utf8.count == StaffRegister.maximumNameBytes)
    }

    /// A database that was restored knows somebody no more, and never says so.
    @Test func whoIsNotInAnotherLifeOfTheFeedIsGone() async throws {
        let hash = try Self.hash("704182")
        try await hear([("7", Self.body(hash)), ("8", Self.body(hash))])
        try await hear(Self.body(hash), generation: "g-2", position: 3, head: 9)
        #expect(try await register.member("8") != nil)
        try await hear([], Fixtures.eventID, "g-2", 9, 9)
        #expect(try await register.member("8") == nil)
        #expect(try await register.member("7") != nil)
    }

    /// A snapshot says who there is; whoever it does not name has gone, in the same life of the
    /// feed too. Messages come with it as they do with pages.
    @Test func whoIsInNoSnapshotHasGone() async throws {
        let (own, _) = try await register.add(name: "Own Person", role: .manager)
        try await hear(Self.body(try Self.hash("704182")), "7", generation: "g-1")
        let alarm = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
        let lines = [
            "staff 8 " + Self.body(try Self.hash("518273")).replacing("\n", with: " "),
            #"message \#(alarm) {"kind":"emergency","at":\#(Fixtures.now.milliseconds)}"#,
            PlainSnapshot.ticket("t-1"),
        ]
        let bytes = PlainSnapshot.bytes(lines)
        let offer = SnapshotOffer(
            id: "s-1", event: Fixtures.eventID, generation: "g-1", position: 40,
            asOf: Fixtures.now, size: Int64(bytes.count))
        try await ledger.stage(bytes, of: offer, at: 0)
        try await ledger.finish(offer, by: PlainSnapshot(), at: Fixtures.now)
        #expect(Set(try await register.list().map(\.id)) == [own, "8"])
        #expect(try await ledger.views.hasUnsettledAlarms())
    }

    @Test func theirNamesGoWithTheEvent() async throws {
        let (id, _) = try await register.add(name: "Own Person", role: .manager)
        try await hear(Self.body(try Self.hash("704182"), name: "Zebediah Quux"))
        try Wipe(.all, at: Fixtures.now).run(in: box.state, device: box.device)
        #expect(try await register.list().map(\.id) == [id])
        #expect(try box.state.files(holding: "Zebediah") == [])
        // And they do not come back by the feed.
        try await hear(Self.body(try Self.hash("704182"), name: "Zebediah Quux"))
        #expect(try await register.list().map(\.id) == [id])
    }

    /// By the migrations as they were before there were people of a server.
    @Test func aJournalOfBeforeKeepsItsPeople() async throws {
        let queue = try DatabaseQueue()
        try await queue.write { db in
            let migrations = JournalSchema.migrations
            let split = try #require(migrations.firstIndex { $0.name.hasPrefix("13") })
            for migration in migrations[..<split]
            where !["11-agreeing", "12-decisions"].contains(migration.name) {
                try db.execute(sql: migration.sql)
            }
            try db.execute(
                sql: """
                    INSERT INTO staff VALUES ('11', 'Asha', 'manager', 'hash', 0, 1, 3, 17)
                    """)
            try db.execute(sql: migrations[split].sql)
            #expect(
                try StaffTable.all(db)
                    == [
                        StaffMember(
                            id: "11", name: "Asha", role: .manager, isDisabled: true, failures: 3)
                    ])
        }
    }
}
