// The staff side of the door's API: who has signed in, what they order, what they look up. Only the
// loopback listener may have these routes; all of them but reading and the emergency need somebody
// who has signed in.

import CheckinCore
import Hummingbird
import WebEdge

struct StaffRoutes {
    /// A number of the longest kind and a PIN or two.
    private static let smallBodyBytes = 1_024

    let state: KioskState
    let orders: OrderDesk

    private struct SignIn: Decodable { let id, pin: String }
    private struct Unlock: Decodable { let pin: String }
    private struct NewPIN: Decodable { let old, new: String }
    private struct Nothing: Decodable {}
    private struct Turn: Decodable { let direction, event: String? }

    private var desk: StaffDesk { state.desk }

    func add(to router: some RouterMethods<WebContext>) {
        router.get("api/v1/door/staff") { _, _ in try await message() }
        router.post("api/v1/door/staff/sign-in") { request, _ in
            let body = try await read(SignIn.self, request)
            guard let id = StaffID(body.id) else { throw DeskRefusal.idMissing.problem() }
            let pin = try pin(body.pin)
            return try await changed { try await desk.signIn(id, pin) }
        }
        router.post("api/v1/door/staff/unlock") { request, _ in
            let pin = try pin(try await read(Unlock.self, request).pin)
            return try await changed { try await desk.unlock(pin) }
        }
        router.post("api/v1/door/staff/pin") { request, _ in
            let body = try await read(NewPIN.self, request)
            let old = try pin(body.old)
            return try await changed { try await desk.changePIN(from: old, to: body.new) }
        }
        router.post("api/v1/door/staff/sign-out") { request, _ in
            _ = try await read(Nothing.self, request)
            return try await changed { try await desk.signOut() }
        }
        router.post("api/v1/door/staff/lock") { request, _ in
            _ = try await read(Nothing.self, request)
            return try await changed { await desk.lock() }
        }
        router.post("api/v1/door/turn") { request, _ in try await turn(request) }
        router.post("api/v1/door/orders") { request, _ in
            try await orders.carryOut(
                try await JSONBody.read(
                    OrderRequest.self, from: request, limit: OrderRequest.maximumBytes))
        }
    }

    private func turn(_ request: Request) async throws -> Response {
        let body = try await read(Turn.self, request)
        let direction = body.direction.map { Direction(rawValue: $0) }
        let event = body.event.map { name in
            state.ports.setting.events.first { $0.id.text == name }?.id
        }
        if case .some(.none) = direction { throw DeskRefusal.orderMalformed.problem() }
        if case .some(.none) = event { throw DeskRefusal.eventUnknown.problem() }
        guard direction != nil || event != nil else { throw DeskRefusal.orderMalformed.problem() }
        let staff = try await orders.authorized()
        let putBack = state.ports.setting.turn(to: direction ?? nil, event: event ?? nil)
        do {
            try await orders.perform(.turn, by: staff)
        } catch {
            // What is not on the disk did not happen.
            putBack()
            throw error
        }
        await orders.refresh()
        return try await message()
    }

    private func changed(_ work: () async throws -> Void) async throws -> Response {
        do { try await work() } catch { throw Problem.staff(error) }
        await orders.refresh()
        return try await message()
    }

    private func message() async throws -> Response {
        try JSONBody.response(await desk.message())
    }

    private func read<Body: Decodable>(
        _ type: Body.Type, _ request: Request
    ) async throws -> Body {
        try await JSONBody.read(type, from: request, limit: Self.smallBodyBytes)
    }

    /// What nobody can have as a PIN is wrong without asking, whoever it was for.
    private func pin(_ typed: String) throws(Problem) -> PIN {
        guard let pin = PIN(typed: typed) else { throw DeskRefusal.wrongPIN.problem() }
        return pin
    }
}
