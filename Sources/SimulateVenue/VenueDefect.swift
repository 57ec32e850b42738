// What is wrong with a venue on purpose, to see whether the invariants notice.

enum VenueDefect: String, CaseIterable, Sendable {
    case none
    /// Says that it holds a batch, and does not keep it.
    case forgetfulServer
    /// A box takes in a page without its first attempt.
    case skippingBox
    /// A scan asks the central server first.
    case askingGate
    /// A box's disk loses the newest attempt in a crash, although it said it was written, and goes
    /// on in the same life.
    case forgetfulDisk
    /// A box decides as if nothing had ever happened elsewhere.
    case deafBox
    /// A box does not hear of what was taken back elsewhere.
    case stubbornBox
    /// A box never sends again after its first failure.
    case weary
    /// Something that no seed decides.
    case lawless
}
