// Which hand scanner is wanted, and how it spells.

/// The layout a scanner thinks the box has: it sends keys, and means letters.
package enum KeyboardLayout: String, Sendable, CaseIterable {
    case us, de, fr
}

package struct HandScannerWish: Hashable, Sendable {
    /// Stands for every USB keyboard that is a barcode scanner by what it calls itself.
    package static let automatic = "auto"

    /// A path under /dev/input/by-id or /dev/serial/by-id, which comes back after a replug; or
    /// `automatic`.
    package let device: String
    package let layout: KeyboardLayout

    package init(device: String = automatic, layout: KeyboardLayout = .us) {
        self.device = device
        self.layout = layout
    }
}
