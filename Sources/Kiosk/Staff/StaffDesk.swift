// Who stands behind this door's page: signs people in and out, and asks for the PIN again when
// nobody has touched the staff side for a while. Scans go on under the shift all the same. It must
// never keep or log a PIN, and never stand between anybody and an emergency.

import CheckinCore
import Hummingbird
import Logging
import WebEdge

actor StaffDesk {
    /// A kiosk left alone is a guest's for longer than that.
    static let lockSpan: Duration = .seconds(60)

    private let ports: KioskPorts
    private let logger: Logger
    /// When staff last did something; nil: locked.
    private var activeAt: Uptime?
    /// Who has signed in, as the register last said.
    private var known: StaffMember?
    /// Shifts change one at a time.
    private var isChanging = false

    init(ports: KioskPorts, logger: Logger) {
        self.ports = ports
        self.logger = logger
    }

    /// Who has signed in, locked or not.
    nonisolated var onWatch: Staff? { ports.setting.current().staff }

    /// How long until it locks itself; nil when it has.
    private var unlockedFor: Duration? {
        guard let activeAt, onWatch != nil else { return nil }
        let rest = Self.lockSpan - ports.time.uptime().since(activeAt)
        return rest > .zero ? rest : nil
    }

    func message() async -> StaffMessage {
        StaffMessage(
            await watcher(), unlockedFor: unlockedFor, post: ports.setting.current(),
            events: ports.setting.events)
    }

    /// For the screen that guests see too: a first name, or a number.
    func badge() async -> StaffBadge? {
        await watcher().map { StaffBadge($0, isUnlocked: unlockedFor != nil) }
    }

    /// Begins a shift, and ends the one before; whoever has signed in already goes on with theirs.
    func signIn(_ id: StaffID, _ pin: PIN) async throws {
        try await changing {
            let member = try await check(pin, of: id)
            if let staff = onWatch, staff.id == id {
                goOn(member, shift: staff.shift)
            } else {
                try await endShift()
                let staff = Staff(id: id, role: member.role)
                let opened = try await ports.orders.perform(
                    .openShift, by: staff, cause: nil, remark: nil)
                goOn(member, shift: opened.first?.attempt?.number)
            }
        }
    }

    func unlock(_ pin: PIN) async throws {
        try await changing {
            guard let staff = onWatch else { throw DeskRefusal.notSignedIn.problem() }
            goOn(try await check(pin, of: staff.id), shift: staff.shift)
        }
    }

    func signOut() async throws {
        try await changing {
            guard onWatch != nil else { throw DeskRefusal.notSignedIn.problem() }
            guard unlockedFor != nil else { throw DeskRefusal.locked.problem() }
            try await endShift()
        }
    }

    /// The old PIN is proof enough, so it unlocks too.
    func changePIN(from old: PIN, to new: String) async throws {
        try await changing {
            guard let staff = onWatch else { throw DeskRefusal.notSignedIn.problem() }
            let check = try await ports.staff.change(old, to: new, of: staff.id)
            goOn(try await accepted(check, of: staff.id), shift: staff.shift)
        }
    }

    func lock() { activeAt = nil }

    /// Who gives an order now; asked for each of them, so that it counts as a touch, and somebody
    /// who has left or has another role is noticed.
    func authorize() async throws -> Staff {
        guard let staff = onWatch else { throw DeskRefusal.notSignedIn.problem() }
        guard unlockedFor != nil else { throw DeskRefusal.locked.problem() }
        guard let member = try await ports.staff.member(staff.id) else {
            try? await endShift()
            throw DeskRefusal.notSignedIn.problem()
        }
        // Somebody else may have come on meanwhile, or locked it.
        guard onWatch?.shift == staff.shift, unlockedFor != nil else {
            throw DeskRefusal.locked.problem()
        }
        guard !member.mustChange else { throw DeskRefusal.pinMustChange.problem() }
        goOn(member, shift: staff.shift)
        return Staff(id: staff.id, role: member.role, shift: staff.shift)
    }

    private func goOn(_ member: StaffMember, shift: AttemptNumber?) {
        known = member
        activeAt = ports.time.uptime()
        let staff = Staff(id: member.id, role: member.role, shift: shift)
        if onWatch != staff { ports.setting.signIn(staff) }
    }

    private func endShift() async throws {
        guard let staff = onWatch else { return }
        _ = try await ports.orders.perform(.closeShift, by: staff, cause: nil, remark: nil)
        ports.setting.signIn(nil)
        known = nil
        activeAt = nil
    }

    private func changing(_ work: () async throws -> Void) async throws {
        guard !isChanging else { throw DeskRefusal.busy.problem(retryAfter: .seconds(1)) }
        isChanging = true
        defer { isChanging = false }
        try await work()
    }

    private func check(_ pin: PIN, of id: StaffID) async throws -> StaffMember {
        try await accepted(try await ports.staff.check(pin, of: id), of: id)
    }

    private func accepted(_ check: PINCheck, of id: StaffID) async throws -> StaffMember {
        // Somebody may type a PIN where the number belongs: only numbers that exist are logged.
        let member = try? await ports.staff.member(id)
        logger.info(
            "PIN typed",
            metadata: ["staff": "\(member?.id.text ?? "-")", "outcome": "\(check.outcome)"])
        switch check {
        case .right(let member): return member
        case .wrong: throw DeskRefusal.wrongPIN.problem()
        case .locked(let rest): throw DeskRefusal.pinLocked.problem(retryAfter: rest)
        case .busy: throw DeskRefusal.busy.problem(retryAfter: .seconds(1))
        }
    }

    private func watcher() async -> StaffMember? {
        guard let staff = onWatch else { return nil }
        if let known, known.id == staff.id { return known }
        let member = try? await ports.staff.member(staff.id)
        known = member
        // Without a name there is still a number.
        return member ?? StaffMember(id: staff.id, name: staff.id.text, role: staff.role)
    }
}

extension PINCheck {
    fileprivate var outcome: String {
        switch self {
        case .right: "right"
        case .wrong: "wrong"
        case .locked: "locked"
        case .busy: "busy"
        }
    }
}
