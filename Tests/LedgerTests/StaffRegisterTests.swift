// The people of a box on a real disk: PINs, locks that survive a restart, and nothing that tells
// who exists.

import CheckinCore
import CheckinTesting
import Cryptography
import GRDB
import Testing

@testable import Ledger

@Suite struct StaffRegisterTests {
    private let box: TemporaryBox
    private let time = VirtualClock()
    /// Nobody's PIN here: a one-time PIN has eight digits.
    private let wrong: PIN

    init() throws {
        box = try TemporaryBox()
        wrong = try #require(PIN(typed: "704182"))
    }

    /// Little work, so that the tests are about the rules and not about the time.
    private func register(_ clock: VirtualClock? = nil) throws -> StaffRegister {
        try StaffRegister(
            state: box.state, device: box.device, time: clock ?? time,
            cost: Scrypt.Cost(logN: 4, r: 1, p: 1))
    }

    private func role(_ check: PINCheck) -> Role? {
        if case .right(let member) = check { member.role } else { nil }
    }

    @Test func addsPeopleWithAPINThatIsToldOnceAndMustBeChanged() async throws {
        let register = try register()
        let (id, pin) = try await register.add(name: "Asha Menon", role: .supervisor)
        #expect(id == "11")
        #expect(pin.revealed.utf8.count == 8)
        guard case .right(let member) = try await register.check(pin, of: id) else {
            Issue.record("it is the PIN")
            return
        }
        #expect(member.name == "Asha Menon" && member.role == .supervisor && member.mustChange)
        #expect(try await register.check(wrong, of: id) == .wrong)

        #expect(role(try await register.change(pin, to: "704182", of: id)) == .supervisor)
        #expect(try await register.member(id)?.mustChange == false)
        #expect(try await register.check(pin, of: id) == .wrong)
        #expect(role(try await register.check(wrong, of: id)) == .supervisor)
    }

    @Test func keepsNoPINOnTheDisk() async throws {
        let (_, pin) = try await register().add(name: "Asha", role: .steward)
        let stored = try await DatabaseQueue(path: box.state.journal).read { db in
            try String.fetchOne(db, sql: "SELECT pin FROM staff") ?? ""
        }
        #expect(stored.hasPrefix("$scrypt$"))
        #expect(!stored.contains(pin.revealed))
    }

    @Test func refusesANewPINThatIsTooEasyOrTheOldOne() async throws {
        let register = try register()
        let (id, pin) = try await register.add(name: "Asha", role: .steward, id: "407183")
        for (new, fault) in [
            ("123456", PINFault.trivial), ("407183", .trivial), ("1", .tooShort),
            (pin.revealed, .unchanged),
        ] {
            await #expect(throws: fault) { try await register.change(pin, to: new, of: id) }
        }
        #expect(try await register.change(wrong, to: "582914", of: id) == .wrong)
        #expect(role(try await register.check(pin, of: id)) == .steward)
    }

    @Test func givesNumbersOutInTurnAndRefusesOthers() async throws {
        let register = try register()
        #expect(try await register.add(name: "One", role: .steward).id == "11")
        #expect(try await register.add(name: "Two", role: .steward, id: "12").id == "12")
        #expect(try await register.add(name: "Three", role: .steward).id == "13")
        await #expect(throws: StaffFault.idTaken("12")) {
            try await register.add(name: "Four", role: .steward, id: "12")
        }
        for id: StaffID in ["manager", "123456789", "1a"] {
            await #expect(throws: StaffFault.idMalformed) {
                try await register.add(name: "Four", role: .steward, id: id)
            }
        }
        for name in ["", "a\nb", String(repeating: "x", count: 65)] {
            await #expect(throws: StaffFault.nameMalformed) {
                try await register.add(name: name, role: .steward)
            }
        }
        #expect(try await register.list().map(\.id) == ["11", "12", "13"])
    }

    @Test func theFirstManagerIsTheFirst() async throws {
        let register = try register()
        let (id, _) = try await register.add(name: "Noor", role: .manager, isFirst: true)
        #expect(try await register.member(id)?.role == .manager)
        await #expect(throws: StaffFault.notTheFirst) {
            try await register.add(name: "Another", role: .manager, isFirst: true)
        }
    }

    @Test func disabledPeopleAreNobodyUntilTheyAreEnabled() async throws {
        let register = try register()
        let (id, pin) = try await register.add(name: "Asha", role: .steward)
        try await register.disable(id)
        #expect(try await register.check(pin, of: id) == .wrong)
        #expect(try await register.member(id) == nil)
        #expect(try await register.list().first?.isDisabled == true)
        try await register.enable(id)
        try await register.setRole(.manager, of: id)
        #expect(role(try await register.check(pin, of: id)) == .manager)
        await #expect(throws: StaffFault.unknown("99")) { try await register.disable("99") }
        await #expect(throws: StaffFault.unknown("99")) { try await register.reset("99") }
    }

    /// Somebody who exists and somebody who does not.
    @Test(arguments: ["11", "77"] as [StaffID])
    func locksAfterFiveWrongPINsAndDoubles(id: StaffID) async throws {
        let register = try register()
        _ = try await register.add(name: "Asha", role: .steward)
        for _ in 0..<5 { #expect(try await register.check(wrong, of: id) == .wrong) }
        #expect(try await register.check(wrong, of: id) == .locked(.seconds(60)))
        time.advance(by: .seconds(59))
        #expect(try await register.check(wrong, of: id) == .locked(.seconds(1)))
        time.advance(by: .seconds(1))
        #expect(try await register.check(wrong, of: id) == .wrong)
        #expect(try await register.check(wrong, of: id) == .locked(.seconds(120)))
        // A clock that is set right changes nothing.
        time.setWall(Timestamp(milliseconds: 0))
        #expect(try await register.check(wrong, of: id) == .locked(.seconds(120)))
    }

    @Test func aLockHoldsAgainstTheRightPINAndEndsWithIt() async throws {
        let register = try register()
        let (id, pin) = try await register.add(name: "Asha", role: .steward)
        for _ in 0..<5 { _ = try await register.check(wrong, of: id) }
        #expect(try await register.check(pin, of: id) == .locked(.seconds(60)))
        time.advance(by: .seconds(60))
        #expect(role(try await register.check(pin, of: id)) == .steward)
        #expect(try await register.list().first?.failures == 0)
        #expect(try await register.check(wrong, of: id) == .wrong)
    }

    @Test func aLockSurvivesARestartAndIsCountedFromTheStart() async throws {
        var register = try register()
        let (id, _) = try await register.add(name: "Asha", role: .steward)
        for _ in 0..<6 {
            _ = try await register.check(wrong, of: id)
            time.advance(by: .seconds(60))
        }
        // After a boot the uptime begins again, and the wall clock may say anything.
        let reboot = VirtualClock(startingAt: Timestamp(milliseconds: 0))
        register = try self.register(reboot)
        #expect(try await register.check(wrong, of: id) == .locked(.seconds(120)))
        reboot.advance(by: .seconds(120))
        #expect(try await register.check(wrong, of: id) == .wrong)
        #expect(try await register.check(wrong, of: id) == .locked(.seconds(240)))
    }

    @Test func aNewPINEndsALockInAnotherProcess() async throws {
        let (daemon, command) = (try register(), try register())
        let (id, _) = try await command.add(name: "Asha", role: .steward)
        for _ in 0..<5 { _ = try await daemon.check(wrong, of: id) }
        let pin = try await command.reset(id)
        #expect(role(try await daemon.check(pin, of: id)) == .steward)
        #expect(try await daemon.member(id)?.mustChange == true)
    }

    @Test func manyWrongOnesLockTheWholeBoxForAWhile() async throws {
        let register = try register()
        let (id, pin) = try await register.add(name: "Asha", role: .steward)
        for number in 0..<20 {
            let stranger = try #require(StaffID(String(700 + number)))
            #expect(try await register.check(wrong, of: stranger) == .wrong)
        }
        #expect(try await register.check(wrong, of: "999") == .locked(.seconds(60)))
        #expect(try await register.check(pin, of: id) == .locked(.seconds(60)))
        time.advance(by: .seconds(60))
        #expect(role(try await register.check(pin, of: id)) == .steward)
    }

    /// Each one hashes: a flood of guesses is turned away, not queued.
    @Test func answersBusyBeyondItsBound() async throws {
        let register = try register()
        let wrong = wrong
        let checks = try await withThrowingTaskGroup(of: PINCheck.self) { group in
            for number in 0..<64 {
                guard let id = StaffID(String(7_000 + number)) else { continue }
                group.addTask { try await register.check(wrong, of: id) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(checks.allSatisfy { role($0) == nil })
        let tried = checks.count { $0 == .wrong }
        #expect(tried <= LockPolicy.box.free, "the box was locked or busy after that")
    }

    @Test func findsTheShiftThatNobodyEnded() async throws {
        try box.importList(TicketList())
        let door = Doorstep(ledger: try await box.open(), box: box)
        let register = try register()
        #expect(try await register.unfinishedShift() == nil)
        let (id, _) = try await register.add(name: "Asha", role: .supervisor)
        let staff = Staff(id: id, role: .supervisor)
        let opened = try #require(try await door.order(.openShift, by: staff).first)
        try await door.order(.headcount(1), by: staff, after: .seconds(1))
        let shift = Staff(id: id, role: .supervisor, shift: opened.attempt.number)
        #expect(try await register.unfinishedShift() == shift)
        try await register.disable(id)
        #expect(try await register.unfinishedShift() == nil)
        try await register.enable(id)
        try await door.order(.closeShift, by: shift, after: .seconds(2))
        #expect(try await register.unfinishedShift() == nil)
        try await door.expectSound()
    }
}
