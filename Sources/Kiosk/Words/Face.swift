// An answer made ready for people: the words of one language and the look of all.

package struct Face: Hashable, Sendable {
    /// One word, read from three metres.
    package let word: String
    package let guest: String
    package let staff: String
    package let color: VerdictColor
    package let shape: VerdictShape
    package let sound: VerdictSound
}
