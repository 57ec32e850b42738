// What a fault of asking the central server means to whoever stands at the box: which condition
// holds now, and which one ends. It must never raise anything that stops a door, but for a
// revocation that the server's key signed.

package import CheckinCore

package struct CentralTrouble: Sendable {
    private let conditions: any ConditionReporter

    package init(conditions: any ConditionReporter) { self.conditions = conditions }

    /// The server answered, and it was an answer.
    func end() async {
        await conditions.clear(.centralUnreachable)
        await conditions.clear(.centralRefusesUs)
    }

    func tell(_ fault: SyncFault) async {
        switch fault {
        case .cancelled: break
        case .refused, .unacceptable, .tooLarge:
            await conditions.clear(.centralUnreachable)
            await conditions.raise(.centralRefusesUs, detail: fault.message)
        case .revoked:
            await conditions.clear(.centralUnreachable)
            await conditions.raise(.deviceRevoked, detail: fault.message)
        case .conflict:
            await conditions.clear(.centralUnreachable)
            await conditions.raise(.journalForked, detail: fault.message)
        case .unreachable, .timedOut, .distrusted, .wrongClock, .busy, .failed, .unreadable,
            .redirected, .answerTooLarge, .truncated:
            await conditions.raise(.centralUnreachable, detail: fault.message)
        }
    }

    func tellForked(_ numbers: [AttemptNumber]) async {
        let first = numbers.min().map { "\($0)" } ?? ""
        await conditions.raise(
            .journalForked, detail: "\(numbers.count) attempts, from number \(first)")
    }

    /// Until the next start: what was refused stays so.
    func tellRefused(_ number: AttemptNumber, _ reason: String) async {
        await conditions.raise(.attemptsRefused, detail: "number \(number): \(reason)")
    }

    func feedIsUnreadable(_ detail: String) async {
        await conditions.raise(.feedUnreadable, detail: detail)
    }

    func feedIsRead() async { await conditions.clear(.feedUnreadable) }

    func snapshotIsUnusable(_ detail: String) async {
        await conditions.raise(.snapshotUnusable, detail: detail)
    }

    /// One is in use, or the feed was read to its end without it.
    func snapshotIsUsed() async { await conditions.clear(.snapshotUnusable) }
}
