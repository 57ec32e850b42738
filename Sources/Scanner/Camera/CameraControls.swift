// What is asked of a camera's own controls. A camera that has no such control keeps what it has.

/// Everything is left as the camera has it unless it is named.
package struct CameraControls: Hashable, Sendable {
    /// A control that a camera can also set by itself.
    package enum Setting<Value: Hashable & Sendable>: Hashable, Sendable {
        case automatic
        case fixed(Value)
    }

    /// The frequency of the lamps' current: a camera that knows it shows no bands.
    package enum PowerLine: String, Sendable, CaseIterable {
        case off
        case hertz50 = "50"
        case hertz60 = "60"
        case automatic = "auto"
    }

    /// How long light is gathered for a picture; a moving ticket is sharp at 5 ms and less.
    package var exposure: Setting<Duration>?
    /// From 0 (far) to 100 (near), of what the camera can.
    package var focus: Setting<Int>?
    /// From 0 to 100, of what the camera can.
    package var gain: Setting<Int>?
    package var powerLine: PowerLine?
    /// The camera's own lamp.
    package var torch: Bool?

    package init() {}
}
