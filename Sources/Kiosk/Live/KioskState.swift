// The states that the pages show, made from the ports. It must never invent a number: what
// cannot be read is unknown, not zero.

import CheckinCore
import Hummingbird
import Logging
import WebEdge

struct KioskState: Sendable {
    let ports: KioskPorts
    let identity: KioskIdentity
    let time: BoxTime
    let watch: SharedLook<Standing?>
    let conflicts: SharedLook<[ConflictRow]>
    let desk: StaffDesk
    let logger: Logger

    /// Also when the journal cannot be read: then above all the page needs the conditions.
    func door() async -> DoorState {
        DoorState(
            await standing(), conditions: await ports.health.conditions(), identity: identity,
            post: ports.setting.current(), staff: await desk.badge(), messages: await unread(),
            now: ports.time.now())
    }

    private func unread() async -> [WordsMessage] {
        let event = ports.setting.current().event
        do {
            let unread = try await ports.messages?.unread(of: event, at: ports.time.now())
            return (unread ?? []).map { message in
                WordsMessage(
                    id: message.id.text, text: message.text, clock: time.clock(message.at))
            }
        } catch {
            note(error)
            return []
        }
    }

    func venue() async -> VenueState {
        VenueState(
            await standing(), conflicts: await knownConflicts(),
            conditions: await ports.health.conditions(),
            post: ports.setting.current(), time: time, now: ports.time.now())
    }

    func attempts(before: AttemptNumber?, limit: Int) async throws -> [AttemptMessage] {
        let now = ports.time.now()
        do {
            return try await ports.venue.newestAttempts(before: before, limit: limit)
                .map { AttemptMessage($0, identity: identity, time: time, now: now) }
        } catch { throw unreadable(error) }
    }

    /// What a page is told when the journal did not answer.
    func unreadable(_ error: any Error) -> Problem {
        note(error)
        return Problem(
            .serviceUnavailable, code: "journal_unreadable",
            detail: "The journal cannot be read now.", retryAfter: .seconds(1))
    }

    /// nil: not known now.
    private func knownConflicts() async -> [ConflictRow]? {
        do {
            return try await conflicts.value()
        } catch {
            note(error)
            return nil
        }
    }

    private func standing() async -> KnownStanding {
        do {
            return KnownStanding(try await watch.value())
        } catch {
            note(error)
            return .unreadable
        }
    }

    private func note(_ error: any Error) {
        let code = (error as? any Fault)?.code ?? "\(type(of: error))"
        logger.warning("The journal cannot be read for the pages", metadata: ["error": "\(code)"])
    }
}
