// What an evening brings by itself: the house fills, and at some hour everybody has gone home. It
// must never count anybody out by a clock that knows no time.

import CheckinCore
import Logging
import Validation

struct EventWatch: PeriodicService {
    /// A house fills in minutes.
    static let interval: Duration = .seconds(5)
    /// How long after a closing hour a clock that nobody confirmed still counts people out: whoever
    /// starts a box then starts it late, and later than this its clock is in another day or year.
    static let unconfirmedSpan: Duration = .hours(12)

    let venue: any VenueView
    let orders: any Orders
    let setting: any DoorSetting
    let clock: BoxClock
    let conditions: any ConditionReporter
    let time: any TimeSource
    let logger: Logger

    func check() async {
        let (now, post) = (time.now(), setting.current())
        // A journal that cannot be read is the gate's and the heartbeat's to report.
        if let standing = try? await venue.standing(of: post.event, at: now) {
            await checkFullness(standing)
        }
        let judgement = clock.judge(at: now)
        guard judgement.isTrusted else { return }
        // Every event of the door: by its closing hour the door is for the next one already.
        for event in setting.events {
            guard let closes = event.clearsAt, now >= closes,
                judgement.isConfirmed || now < closes + Self.unconfirmedSpan
            else { continue }
            await close(event.id, closes, at: now)
        }
    }

    private func checkFullness(_ standing: Standing) async {
        if let detail = standing.fullness {
            await conditions.raise(.nearlyFull, detail: detail)
        } else {
            await conditions.clear(.nearlyFull)
        }
    }

    /// Once for each closing time; a later one, or people who came since, would be another.
    private func close(_ event: EventID, _ closes: Timestamp, at now: Timestamp) async {
        guard let standing = try? await venue.standing(of: event, at: now),
            standing.clearedAt.map({ $0 < closes }) ?? true
        else { return }
        do {
            _ = try await orders.perform(.closing(event), by: nil, cause: nil, remark: nil)
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
