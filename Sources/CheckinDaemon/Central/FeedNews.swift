// What a page of the feed means to a box that is at work, once the ledger has taken it in. It must
// never hold up the next page for longer than a look at the ledger takes.

import CheckinCore
import Ledger

struct FeedNews: Sendable {
    let ledger: SQLiteLedger
    let post: DoorPost

    func hear(_ page: FeedPage) async {
        if page.changes.contains(where: { $0.kind == "event" }) {
            // A journal that cannot be read is the gate's and the heartbeat's to report.
            post.learn((try? await ledger.views.events()) ?? [])
        }
    }
}

extension FeedChange {
    /// The word of the protocol, of what the ledger alone understands.
    fileprivate var kind: String? {
        if case .other(let kind, _, _) = self { kind } else { nil }
    }
}
