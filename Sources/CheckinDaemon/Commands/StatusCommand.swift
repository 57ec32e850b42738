// `checkind status`: how the box and its event stand, from the files alone: it works whether or not
// the daemon runs, and says which.

import ArgumentParser
import CheckinCore
import Ledger
import Validation
import Wire

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the box and its event stand.",
        discussion: "Exit status: 0 shown; 1 the journal cannot be read, or is damaged.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let given = try file.load()
        let machinery = Machinery.real
        let now = machinery.time.now()
        // Read first what root alone may read.
        let ring = ring(given, machinery)
        let state = try given.openState()
        let configuration = given.asEnrolled()
        guard !state.isMarkedDamaged else {
            line("journal", "DAMAGED, nobody is let in: stop the service, run 'checkind recover'")
            throw ExitCode(ExitStatus.failed.rawValue)
        }
        let box = try JournalTail(state).box()
        let views = LedgerViews(state: state)
        line("device", "\(box.device), incarnation \(box.incarnation)")
        line("daemon", state.isServed() ? "running" : "not running")
        // As staff have turned it, if they have.
        let post = DoorPost(
            door: configuration.door, events: configuration.doorEvents, event: configuration.event,
            time: machinery.time
        ) { _ in true }
        post.learn((try? await views.events()) ?? [])
        if let turn = try await views.newestTurn() { post.resume(turn) }
        let door = post.current()
        line("door", "\(door.door.name) (\(door.door.direction.rawValue))")
        let enrolled = Result { try enrolment(configuration) }
        line("keys", keys(ring, enrolled, of: door.event, at: now))
        if let choice = configuration.central {
            let file = EnrolmentFile(stateDirectory: configuration.stateDirectory)
            let words = file.isRevoked ? "REVOKED: the door does not open" : words(for: enrolled)
            line("central", "\(choice.address), \(words)")
        }
        let newest = try await views.newestAttempts(before: nil, limit: 1).first?.attempt.number
        let last = (newest ?? AttemptNumber(0)).value
        line("journal", "newest attempt \(last), \(last - box.heldByCentral.value) not sent")
        if try await views.emergency() != nil { line("EMERGENCY", "nobody is let in") }
        guard let standing = try await views.standing(of: door.event, at: now) else {
            line("event", "\(door.event): NO TICKET LIST; run 'checkind import FILE'")
            return
        }
        show(standing, at: now)
    }

    /// Key files belong to root; whoever may not read them can still ask for everything else.
    private func ring(
        _ configuration: Configuration, _ machinery: Machinery
    ) -> Result<KeyRing, KeyStoreFault> {
        Result { () throws(KeyStoreFault) in
            try KeyStore.ring(folder: configuration.keyDirectory, machinery: machinery)
        }
    }

    /// nil where there is no server, or the box is not enrolled there.
    private func enrolment(_ configuration: Configuration) throws -> Enrolment? {
        guard configuration.central != nil else { return nil }
        return try EnrolmentFile(stateDirectory: configuration.stateDirectory).read()
    }

    private func words(for enrolment: Result<Enrolment?, any Error>) -> String {
        switch enrolment {
        case .success(let found?): "enrolled as \(found.box.device)"
        case .success(nil): "NOT ENROLLED; run 'checkind enrol CODE'"
        case .failure(let fault): (fault as? any Fault)?.message ?? "the enrolment is unreadable"
        }
    }

    /// For the event that the door is turned to.
    private func keys(
        _ ring: Result<KeyRing, KeyStoreFault>, _ enrolment: Result<Enrolment?, any Error>,
        of event: EventID, at now: Timestamp
    ) -> String {
        switch ring {
        case .success(let ring):
            let keys = CurrentKeys(ofFiles: ring, served: [event])
            if case .success(let enrolment?) = enrolment {
                _ = try? keys.use(enrolment.box.keys, openedBy: enrolment.key)
            }
            return keys.ring.hasUsableKey(for: event, at: now)
                ? "usable" : "NO USABLE KEY of this event"
        case .failure(let fault): return fault.message
        }
    }

    private func show(_ standing: Standing, at now: Timestamp) {
        let event = standing.event
        line("event", "\(event.title), starts \(event.startsAt.rfc3339)")
        let age = standing.snapshotAsOf.map { Self.words(for: now.since($0)) }
        let isStale = staleness(of: event, asOf: standing.snapshotAsOf, at: now) == .stale
        line("list", (age.map { "of \($0) ago" } ?? "none") + (isStale ? ": STALE" : ""))
        let capacity = event.capacity.map { " of \($0.limit)" } ?? ""
        line("inside", "\(standing.inside)\(capacity)")
        for area in standing.areas {
            line("", VerdictLine.pad(area.area.name, 20) + " \(area.inside) inside")
        }
        line("admitted", "\(standing.admitted) of \(standing.sold) sold")
        for tier in standing.tiers {
            line(
                "",
                VerdictLine.pad(tier.tier.name, 20)
                    + " \(tier.admitted) of \(tier.sold), \(tier.inside) inside"
            )
        }
        for refusal in standing.refusals {
            line("refused", "\(VerdictLine.pad(refusal.code.rawValue, 20)) \(refusal.count)")
        }
    }

    private func line(_ name: String, _ value: String) {
        CommandOutput.line("\(VerdictLine.pad(name, 10))\(value)")
    }

    private static func words(for span: Duration) -> String {
        let minutes = span.milliseconds / 60_000
        if minutes < 120 { return "\(minutes) min" }
        if minutes < 48 * 60 { return "\(minutes / 60) h" }
        return "\(minutes / 1_440) days"
    }
}
