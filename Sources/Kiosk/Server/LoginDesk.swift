// Where a passphrase is handed in. A check is a comparison of digests in constant time and costs
// next to nothing; what slows a guesser down is the throttle. One is checked at a time and few may
// wait, so that many guesses at once are no way round it. It must never remember or log a
// passphrase.

import CheckinCore
import Hummingbird
import WebEdge

actor LoginDesk {
    /// Logins waiting for the one being checked.
    private static let maximumWaiting = 4

    private let time: any TimeSource
    private let verify: @Sendable (String) async -> Bool
    private let sessions: Sessions
    private var throttle = LoginThrottle()
    private var waiting = 0
    private var last: Task<Bool, Never>?

    init(
        time: any TimeSource, sessions: Sessions, verify: @escaping @Sendable (String) async -> Bool
    ) {
        self.time = time
        self.sessions = sessions
        self.verify = verify
    }

    /// The name of a new session.
    func logIn(passphrase: String, from address: String) async throws -> String {
        if let wait = throttle.wait(for: address, at: time.uptime()) {
            throw Problem(
                .tooManyRequests, code: "too_many_attempts",
                detail: "Too many wrong passphrases; wait before the next one.", retryAfter: wait)
        }
        guard waiting < Self.maximumWaiting else {
            throw Problem(
                .tooManyRequests, code: "login_busy", detail: "Too many logins at once; try again.",
                retryAfter: .seconds(1))
        }
        throttle.tries(address, at: time.uptime())
        waiting += 1
        defer { waiting -= 1 }
        let task = Task { [last, verify] in
            _ = await last?.value
            return await verify(passphrase)
        }
        last = task
        guard await task.value else {
            throttle.failed(address, at: time.uptime())
            throw Problem(
                .unauthorized, code: "wrong_passphrase", detail: "This is not the passphrase.")
        }
        throttle.succeeded(address)
        return try await sessions.open()
    }
}
