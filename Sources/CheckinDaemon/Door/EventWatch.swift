// What an evening brings by itself: the house fills, and at some hour everybody has gone home. It
// must never count anybody out by a clock that knows no time.

import CheckinCore
import Logging

struct EventWatch: PeriodicService {
    /// A house fills in minutes.
    static let interval: Duration = .seconds(5)

    let venue: any VenueView
    let orders: any Orders
    let post: @Sendable () -> Post
    let conditions: any ConditionReporter
    let time: any TimeSource
    let logger: Logger

    func check() async {
        let (now, post) = (time.now(), post())
        // A journal that cannot be read is the gate's and the heartbeat's to report.
        guard let standing = try? await venue.standing(of: post.event, at: now) else { return }
        await checkFullness(standing)
        if post.timeTrusted { await clearOut(standing, at: now) }
    }

    private func checkFullness(_ standing: Standing) async {
        if let detail = standing.fullness {
            await conditions.raise(.nearlyFull, detail: detail)
        } else {
            await conditions.clear(.nearlyFull)
        }
    }

    /// Once for each closing time; a later one, or people who came since, would be another.
    private func clearOut(_ standing: Standing, at now: Timestamp) async {
        guard let closes = standing.event.clearsAt, now >= closes,
            standing.clearedAt.map({ $0 < closes }) ?? true
        else { return }
        do {
            _ = try await orders.perform(.clearOut, by: nil, cause: nil, remark: nil)
        } catch {
            let code = (error as? any Fault)?.code ?? "\(type(of: error))"
            logger.warning("nobody was counted out at closing time", metadata: ["fault": "\(code)"])
        }
    }
}

extension Standing {
    /// The highest part of the capacity that was reached and that somebody is to be told of.
    var fullness: String? {
        guard let limit = event.capacity?.limit, limit > 0 else { return nil }
        let reached = event.alerts.last { inside * 100 >= limit * $0 }
        return reached.map { "\($0) %: \(inside) of \(limit)" }
    }
}
