// Who works at this box: checks PINs for the pages, and keeps the list for the command line.
// Hashing a PIN takes as long as a guest's whole scan and is meant to: it happens on a thread of
// its own, one at a time, and never on the ledger's. It must never log or keep a PIN, and never let
// an answer or its time tell who exists.

package import CheckinCore
package import Cryptography
import GRDB
import Synchronization
package import Threads

package actor StaffRegister: StaffAccess, ThreadBound {
    /// PINs being checked or waiting for it. One kiosk asks for one; the rest is somebody testing
    /// us.
    static let maximumWaiting = 4
    /// All crews of a season.
    static let maximumMembers = 500
    static let maximumIDDigits = 8
    static let maximumNameBytes = 64
    /// The first number that is given out: two digits are typed as fast as one.
    private static let firstNumber = 11

    package nonisolated let thread = WorkerThread(name: "staff")
    private nonisolated let waiting = Mutex(0)
    private let state: StateDirectory
    private let device: DeviceID
    private let time: any TimeSource
    private let cost: Scrypt.Cost
    /// The event whose people of the server count now; nil: of any.
    private let event: @Sendable () -> EventID?
    /// What the PIN of nobody is compared with.
    private let decoy: PassphraseHash
    /// A lock of an earlier life of this process begins anew with it.
    private let start: Uptime
    private var failedAt: [StaffID: Uptime] = [:]
    private var boxFailedAt: Uptime
    private var strangers = Throttle()
    private var queue: DatabaseQueue?

    /// - Parameters:
    ///   - cost: of new hashes; those that are there keep theirs.
    ///   - event: what the door is for; nil where there is no door to ask.
    package init(
        state: StateDirectory, device: DeviceID, time: any TimeSource,
        cost: Scrypt.Cost = .standard, event: @escaping @Sendable () -> EventID? = { nil }
    ) throws {
        self.event = event
        self.state = state
        self.device = device
        self.time = time
        self.cost = cost
        decoy = try PassphraseHash.decoy(cost: cost)
        start = time.uptime()
        boxFailedAt = start
    }

    package nonisolated func check(_ pin: PIN, of id: StaffID) async throws -> PINCheck {
        try await inLine { try await self.checkNow(pin, of: id) }
    }

    package nonisolated func change(
        _ old: PIN, to new: String, of id: StaffID
    ) async throws -> PINCheck {
        let chosen = try PIN(choosing: new, for: id)
        guard chosen != old else { throw PINFault.unchanged }
        return try await inLine {
            let check = try await self.checkNow(old, of: id)
            guard case .right(let member) = check else { return check }
            try await self.setPIN(chosen, of: member)
            return .right(
                StaffMember(
                    id: member.id, name: member.name, role: member.role, event: member.event,
                    hasOwnPIN: member.event != nil))
        }
    }

    package func member(_ id: StaffID) throws -> StaffMember? {
        let event = event()
        let member = try read { db in try StaffTable.member(id, at: event, db) }
        return member.flatMap { $0.isDisabled ? nil : $0 }
    }

    package func unfinishedShift() throws -> Staff? {
        guard let shift = try read(StaffTable.unfinishedShift), let member = try member(shift.staff)
        else { return nil }
        return Staff(id: member.id, role: member.role, shift: shift.number)
    }

    private nonisolated func inLine(
        _ work: @Sendable () async throws -> PINCheck
    ) async throws -> PINCheck {
        let isFree = waiting.withLock { count in
            guard count < Self.maximumWaiting else { return false }
            count += 1
            return true
        }
        guard isFree else { return .busy }
        defer { waiting.withLock { $0 -= 1 } }
        return try await work()
    }

    /// Nothing in here waits, so no two checks can share one of the free tries.
    private func checkNow(_ pin: PIN, of id: StaffID) throws -> PINCheck {
        let event = event()
        let (member, hash, boxFailures) = try read { db in
            let member = try StaffTable.member(id, at: event, db)
            return (
                member, try member.flatMap { try StaffTable.hash($0, db) },
                try StaffTable.failuresOfBox(db)
            )
        }
        let now = time.uptime()
        if let rest = rest(of: id, member, boxFailures, at: now) { return .locked(rest) }
        // Counted as wrong until it is found right: a power cut must not make it a free guess.
        let own = LockPolicy.standard.count(
            after: member?.failures ?? 0, last: failedAt[id] ?? start, at: now)
        let ofBox = LockPolicy.box.count(after: boxFailures, last: boxFailedAt, at: now)
        try write { db in
            try StaffTable.setFailures(own, of: id, ofBox: ofBox, at: time.now(), db)
        }
        let known = try hash.map(PassphraseHash.init) ?? decoy
        let isRight = try known.matches(SecretBytes(copying: pin.revealed.utf8))
        guard isRight, let member, !member.isDisabled else {
            let failedNow = time.uptime()
            boxFailedAt = failedNow
            if member == nil {
                strangers.failed(id.text, at: failedNow)
            } else {
                failedAt[id] = failedNow
            }
            return .wrong
        }
        try write { db in try StaffTable.forgiveFailures(of: id, db) }
        failedAt[id] = nil
        return .right(member)
    }

    private func rest(
        of id: StaffID, _ member: StaffMember?, _ boxFailures: Int, at now: Uptime
    ) -> Duration? {
        let box = LockPolicy.box.rest(after: boxFailures, last: boxFailedAt, at: now)
        let own: Duration? =
            if let member {
                LockPolicy.standard.rest(
                    after: member.failures, last: failedAt[id] ?? start, at: now)
            } else {
                strangers.wait(for: id.text, at: now)
            }
        return [box, own].compactMap { $0 }.max()
    }
}

// MARK: - The list, for the command line

extension StaffRegister {
    package func list() throws -> [StaffMember] { try read(StaffTable.all) }

    /// Adds somebody with a new PIN, which is told once and has to be changed.
    ///
    /// - Parameter id: nil for the next free number.
    /// - Parameter isFirst: only when nobody is there yet.
    package func add(
        name: String, role: Role, id: StaffID? = nil, isFirst: Bool = false
    ) throws -> (id: StaffID, pin: PIN) {
        guard (1...Self.maximumNameBytes).contains(name.utf8.count),
            !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw StaffFault.nameMalformed }
        let (chosen, _) = try read { db in try place(for: id, isFirst: isFirst, db) }
        let (pin, hash) = try newPIN(for: chosen)
        try write { db in
            // Another command may have been faster.
            let (again, _) = try place(for: chosen, isFirst: isFirst, db)
            try StaffTable.insert(again, name: name, role: role, hash: hash, db)
        }
        return (chosen, pin)
    }

    /// Gives somebody a new PIN, which is told once and has to be changed; ends their lock.
    package func reset(_ id: StaffID) throws -> PIN {
        let rows = try members(id)
        let (pin, hash) = try newPIN(for: id)
        try write { db in
            for row in rows { try StaffTable.setHash(hash, mustChange: true, of: row, db) }
        }
        return pin
    }

    package func disable(_ id: StaffID) throws { try setDisabled(true, id) }
    package func enable(_ id: StaffID) throws { try setDisabled(false, id) }

    package func setRole(_ role: Role, of id: StaffID) throws {
        guard try members(id).contains(where: { $0.event == nil }) else {
            throw StaffFault.ofServer(id)
        }
        try write { db in try StaffTable.setRole(role, id, db) }
    }

    private func setDisabled(_ isDisabled: Bool, _ id: StaffID) throws {
        _ = try members(id)
        try write { db in try StaffTable.setDisabled(isDisabled, id, db) }
    }

    /// Those who have the number: somebody of this box alone, or the server's at its events.
    private func members(_ id: StaffID) throws -> [StaffMember] {
        let all = try list().filter { $0.id == id }
        let own = all.filter { $0.event == nil }
        guard !all.isEmpty else { throw StaffFault.unknown(id) }
        return own.isEmpty ? all : own
    }

    private func setPIN(_ pin: PIN, of member: StaffMember) throws {
        let hash = try hash(pin)
        try write { db in try StaffTable.setHash(hash, mustChange: false, of: member, db) }
    }

    private func place(
        for id: StaffID?, isFirst: Bool, _ db: Database
    ) throws -> (StaffID, count: Int) {
        let all = try StaffTable.all(db)
        let members = all.filter { $0.event == nil }
        guard members.isEmpty || !isFirst else { throw StaffFault.notTheFirst }
        guard members.count < Self.maximumMembers else { throw StaffFault.tooMany }
        let taken = Set(all.map(\.id))
        guard let id else {
            let numbers = (0...all.count).lazy.compactMap {
                StaffID(String(Self.firstNumber + $0))
            }
            guard let free = numbers.first(where: { !taken.contains($0) }) else {
                throw StaffFault.tooMany
            }
            return (free, members.count)
        }
        guard (1...Self.maximumIDDigits).contains(id.text.utf8.count),
            id.text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw StaffFault.idMalformed }
        guard !taken.contains(id) else { throw StaffFault.idTaken(id) }
        return (id, members.count)
    }

    /// Random, and not one that is guessed first.
    private func newPIN(for id: StaffID) throws -> (PIN, hash: String) {
        var generator = SystemRandomNumberGenerator()
        while true {
            let digits = (0..<OneTimePIN.digits).map { _ in
                String(Int.random(in: 0...9, using: &generator))
            }
            guard let pin = try? PIN(choosing: digits.joined(), for: id) else { continue }
            return (pin, try hash(pin))
        }
    }

    private func hash(_ pin: PIN) throws -> String {
        try PassphraseHash(hashing: SecretBytes(copying: pin.revealed.utf8), cost: cost).text
    }
}

/// A PIN that is told once.
private enum OneTimePIN {
    /// Two more than somebody has to choose: it may lie on a desk for an hour.
    static let digits = 8
}

// MARK: - The journal's file

extension StaffRegister {
    private func read<Value>(_ look: (Database) throws -> Value) throws -> Value {
        let queue = try opened()
        return try wrapping { try queue.inDatabase(look) }
    }

    private func write(_ work: (Database) throws -> Void) throws {
        let queue = try opened()
        // Found since: see JournalFile.
        guard !state.hasDamagedJournal else { throw LedgerFault.journalCorrupt }
        try wrapping { try queue.immediately(work) }
    }

    private func opened() throws -> DatabaseQueue {
        if let queue { return queue }
        let opened = try JournalFile.openForWriting(state, device: device)
        queue = opened
        return opened
    }

    private func wrapping<Value>(_ work: () throws -> Value) throws -> Value {
        try LedgerFault.wrapping(.journal, work)
    }
}
