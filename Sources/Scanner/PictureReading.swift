// What a picture of a replay turned out to hold: lets a demonstration say which picture gave which
// verdict. A camera's frames have no readings of their own.

package import CheckinCore

package struct PictureReading: Sendable {
    /// As in the folder, or the film's name and the number of the frame.
    package let name: String
    /// Handed to the door, each equal to the token that comes out of `tokens`.
    package let tokens: [TicketToken]
    /// Codes seen in it, whether presented anew or not.
    package let codes: Int
    /// Why it could not be looked at; nil when it was.
    package let fault: CaptureFault?
}
