// What a page of the feed means to a box that is at work, once the ledger has taken it in: rules,
// who may still be signed in, emergencies. What could not be done is tried again each second. It
// must never hold up the next page for longer than a look at the ledger takes.

import CheckinCore
import Ledger

struct FeedNews: Sendable {
    /// How long an emergency may wait that could not be written.
    private static let betweenTries: Duration = .seconds(1)

    let ledger: SQLiteLedger
    let post: DoorPost
    let staff: any StaffAccess
    let orders: any Orders
    let time: any TimeSource

    func hear(_ page: FeedPage) async {
        let kinds = Set(page.changes.compactMap(\.kind))
        if kinds.contains("message") { await settleAlarms() }
        if kinds.contains("staff") { await endShiftOfWhoHasLeft() }
        if kinds.contains("event") { await learnRules() }
    }

    /// A whole list came instead of pages: anything may be another thing now.
    func hearEverything() async {
        await settleAlarms()
        await endShiftOfWhoHasLeft()
        await learnRules()
    }

    private func learnRules() async {
        // A journal that cannot be read is the gate's and the heartbeat's to report.
        post.learn((try? await ledger.views.events()) ?? [])
    }

    /// Runs until its task is cancelled. What was heard before a restart is there at once.
    func run() async {
        while !Task.isCancelled {
            await settleAlarms()
            await endShiftOfWhoHasLeft()
            try? await time.sleep(for: Self.betweenTries)
        }
    }

    private func settleAlarms() async {
        try? await ledger.settleAlarms(at: post.current(), now: time.now())
    }

    /// Whoever is not known any more, or may do nothing more, has ended their shift.
    private func endShiftOfWhoHasLeft() async {
        guard let onWatch = post.current().staff else { return }
        do {
            guard try await staff.member(onWatch.id) == nil else { return }
        } catch { return }
        _ = try? await orders.perform(.closeShift, by: onWatch, cause: nil, remark: nil)
        // Somebody else may have come on meanwhile.
        if post.current().staff?.shift == onWatch.shift { post.signIn(nil) }
    }
}

extension FeedChange {
    /// The word of the protocol, of what the ledger alone understands.
    fileprivate var kind: String? {
        if case .other(let kind, _, _) = self { kind } else { nil }
    }
}
