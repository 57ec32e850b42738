// The way from untrusted bytes to verified claims.

package protocol CodeReader: Sendable {
    /// Reads and proves a code text. Pure: the same token at the same moment reads the same.
    /// `now` decides which keys are in their time window, nothing else.
    func read(_ token: TicketToken, at now: Timestamp) -> CodeReading

    /// What a log or the journal may say of the text.
    func fingerprint(of token: TicketToken) -> CodeFingerprint
}
