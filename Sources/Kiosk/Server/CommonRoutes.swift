// What both listeners serve to anybody: the files the pages are made of, and whether the box is
// well. None of it says anything of an event or a guest.

import CheckinCore
import Hummingbird
import WebEdge

struct CommonRoutes {
    let pages: StaticFiles
    let health: any HealthView
    /// Names what is wrong; only for requests from the box itself.
    let namesConditions: Bool

    private struct Readiness: Encodable {
        let status: String
        let conditions: [String]?
    }

    func add(to router: some RouterMethods<WebContext>) {
        for name in pages.names where !name.hasSuffix(".html") {
            router.get(RouterPath("assets/\(name)")) { request, _ in
                try pages.response(to: request, name: name)
            }
        }
        router.get("healthz") { _, _ in
            try JSONBody.response(Readiness(status: "alive", conditions: nil))
        }
        router.get("readyz") { _, _ in try await readiness() }
    }

    /// Ready means: guests can be admitted now.
    private func readiness() async throws -> Response {
        let critical = await health.conditions().filter { $0.kind.severity == .critical }
        let codes = critical.map(\.kind.code.rawValue)
        return try JSONBody.response(
            Readiness(
                status: critical.isEmpty ? "ready" : "not_ready",
                conditions: namesConditions ? codes : nil),
            status: critical.isEmpty ? .ok : .serviceUnavailable)
    }
}
