// The way from untrusted bytes to verified claims.

package protocol CodeReader: Sendable {
    /// Reads and proves a code text. Pure: the same token at the same moment reads the same.
    /// `now` decides which keys are in their time window, nothing else; and not even that when it
    /// comes from a clock that is not trusted, which must never make a genuine code look forged.
    func read(_ token: TicketToken, at now: Timestamp, timeTrusted: Bool) -> CodeReading

    /// What a log or the journal may say of the text.
    func fingerprint(of token: TicketToken) -> CodeFingerprint
}
