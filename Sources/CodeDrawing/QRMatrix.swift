// Code texts as modules, by libqrencode: the only importer of its C edge. It must never scale or
// rotate: that is the drawing's work.

import CQREncode
package import CheckinCore

/// Why a text cannot be drawn.
package enum DrawingFault: Fault {
    /// The text does not fit a QR code of version 40.
    case textTooLong(bytes: Int)
    case outOfMemory

    package var code: String {
        switch self {
        case .textTooLong: "code_too_long_to_draw"
        case .outOfMemory: "out_of_memory"
        }
    }

    package var remedy: FaultRemedy { .stop }

    package var message: String {
        switch self {
        case .textTooLong(let bytes): "a text of \(bytes) bytes does not fit into a QR code"
        case .outOfMemory: "libqrencode ran out of memory"
        }
    }

    package var hint: String {
        switch self {
        case .textTooLong: "a code holds 2,331 bytes at most at error correction M"
        case .outOfMemory: "close other programs and try again"
        }
    }
}

/// A QR code: a square of dark and light modules, without the quiet zone.
package struct QRMatrix: Hashable, Sendable {
    /// Modules a side: 21 to 177.
    package let side: Int
    private let dark: [Bool]

    /// Encodes `text` with error correction M, in the densest mode that holds it.
    package init(_ text: String) throws(DrawingFault) {
        // The library picks the alphanumeric mode by itself where the text allows it.
        guard let code = unsafe QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else {
            let bytes = text.utf8.count
            throw bytes > 2_331 ? .textTooLong(bytes: bytes) : .outOfMemory
        }
        defer { unsafe QRcode_free(code) }
        side = unsafe Int(code.pointee.width)
        let modules = unsafe UnsafeBufferPointer(start: code.pointee.data, count: side * side)
        dark = unsafe modules.map { $0 & 1 == 1 }
    }

    /// Whether the module is dark; everything outside is light.
    package func isDark(column: Int, row: Int) -> Bool {
        guard (0..<side).contains(column), (0..<side).contains(row) else { return false }
        return dark[row * side + column]
    }
}
