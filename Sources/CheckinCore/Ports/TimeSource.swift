// The clocks. Only the executables read the real ones; everything else is handed this.

package protocol TimeSource: Sendable {
    /// Wall time, as trustworthy as the box's clock.
    func now() -> Timestamp
    /// Time since boot; never jumps.
    func uptime() -> Uptime
    /// Waits for `span` of uptime. Throws `CancellationError` when the task is cancelled.
    func sleep(for span: Duration) async throws
}
