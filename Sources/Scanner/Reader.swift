// What cameras and hand scanners are to the rest of the box.

package import CheckinCore

package protocol Reader: Sendable {
    /// Ends when there will be no more. For one taker.
    var tokens: AsyncStream<TicketToken> { get }
    /// How long ago its loop last turned; zero when it is not to turn. A loop turns at least twice
    /// a second, whether there is something to read or not.
    var idleSpan: Duration { get }
    /// Once: what was stopped stays stopped.
    func start()
    /// Returns when its devices are given back and its conditions cleared.
    func stop() async
}
