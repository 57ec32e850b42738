// The door's page and its API, for the kiosk screen on the box itself. Only the loopback listener
// may have these routes.

import CheckinCore
import Hummingbird
import Logging
import WebEdge

struct DoorRoutes {
    /// A code of the longest allowed text, every byte of it escaped in JSON, and the braces.
    private static let scanBodyBytes = TicketToken.maximumBytes * 6 + 64
    /// `{"number": …}` and nothing else.
    private static let smallBodyBytes = 256

    let pages: StaticFiles
    let state: KioskState
    let screen: DoorScreen
    let pulse: Pulse
    let logger: Logger

    private struct Seen: Decodable { let number: Int64 }
    private struct Typed: Decodable { let code: String }
    private struct Read: Decodable { let id: String }

    func add(to router: some RouterMethods<WebContext>) {
        router.get("door") { request, _ in try pages.response(to: request, name: "door.html") }
        router.get("api/v1/door/state") { _, _ in try JSONBody.response(await state.door()) }
        router.get("api/v1/door/events") { request, context in
            let greeting = await pulse.doorGreeting()
            let subscription = try await screen.hub.subscribe(
                after: request.headers[.lastEventID], greeting: greeting.frames,
                disconnect: context.disconnect)
            await pulse.welcomeDoor(greeting)
            return EventStream.response(to: request, from: subscription)
        }
        router.post("api/v1/door/alive") { _, _ in
            await screen.hasPainted()
            return HTTPResponse.Status.noContent
        }
        router.post("api/v1/door/seen") { request, _ in try await seen(request) }
        router.post("api/v1/door/messages/read") { request, _ in try await read(request) }
        router.post("api/v1/door/scan") { request, _ in try await scan(request) }
    }

    private func seen(_ request: Request) async throws -> HTTPResponse.Status {
        let seen = try await JSONBody.read(Seen.self, from: request, limit: Self.smallBodyBytes)
        guard seen.number > 0 else {
            throw Problem(
                .badRequest, code: "no_such_number", detail: "Attempts are numbered from 1.")
        }
        await screen.hasPainted()
        do {
            try await state.ports.acknowledgements.acknowledge(AttemptNumber(seen.number))
        } catch {
            let code = (error as? any Fault)?.code ?? "\(type(of: error))"
            logger.error("A verdict's acknowledgement failed", metadata: ["error": "\(code)"])
            throw Problem(
                .serviceUnavailable, code: "not_acknowledged",
                detail: "The journal could not be written.", retryAfter: .seconds(1))
        }
        return .noContent
    }

    /// Whoever stands there may touch a message away: it is for them.
    private func read(_ request: Request) async throws -> HTTPResponse.Status {
        let read = try await JSONBody.read(Read.self, from: request, limit: Self.smallBodyBytes)
        guard let id = MessageID(read.id) else { throw DeskRefusal.orderMalformed.problem() }
        do {
            try await state.ports.messages?.markRead(id)
        } catch { throw Problem.staff(error) }
        Task { await pulse.sendStates() }
        return .noContent
    }

    private func scan(_ request: Request) async throws -> Response {
        let typed = try await JSONBody.read(Typed.self, from: request, limit: Self.scanBodyBytes)
        let code = typed.code.utf8.trimmed
        guard !code.isEmpty else {
            throw Problem(.unprocessableContent, code: "code_missing", detail: "Type a code.")
        }
        guard code.count <= TicketToken.maximumBytes else {
            throw Problem(
                .unprocessableContent, code: "code_too_long",
                detail: "A code has at most \(TicketToken.maximumBytes) bytes.")
        }
        let token = TicketToken(bytes: code, source: .typed, seenAt: state.ports.time.uptime())
        let announcement = await state.ports.admissions.admit(token)
        await screen.show(announcement)
        return try JSONBody.response(
            VerdictMessage(
                announcement, words: screen.words, identity: screen.identity,
                now: state.ports.time.now()))
    }
}

extension String.UTF8View {
    /// Without the blanks and line ends that typing and pasting leave at both ends.
    fileprivate var trimmed: Substring.UTF8View {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        var rest = self[...]
        while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return rest
    }
}
