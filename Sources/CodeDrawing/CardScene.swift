// A code as a camera at a door sees it: on paper, on a phone, in dark mode, straight or turned.
// Used to try a door without guests; it must never be taken for a measure of how well real codes
// read.

import Foundation

/// What the guest holds up.
package enum Medium: String, Sendable, CaseIterable {
    case paper
    case phone
    /// Light modules on a dark screen.
    case darkMode = "dark"
}

/// One drawn frame.
package struct CardScene: Sendable {
    package var medium: Medium
    /// Clockwise, in degrees.
    package var rotation: Double
    /// Pixels of the frame for each module of the code.
    package var moduleSize: Double
    /// Smears the picture sideways over this many pixels, as a moving hand does; 1 is sharp.
    package var smear: Int

    package init(medium: Medium, rotation: Double = 0, moduleSize: Double = 5, smear: Int = 1) {
        self.medium = medium
        self.rotation = rotation
        self.moduleSize = moduleSize
        self.smear = smear
    }

    /// Draws `code` in the middle of a frame of a dim hall.
    package func draw(_ code: QRMatrix?, width: Int = 1_280, height: Int = 720) -> GreyPicture {
        var picture = GreyPicture(width: width, height: height, fill: 0)
        let angle = rotation * .pi / 180
        let (sine, cosine) = (sin(angle), cos(angle))
        for y in 0..<height {
            for x in 0..<width {
                let (dx, dy) = (Double(x) - Double(width) / 2, Double(y) - Double(height) / 2)
                let across = (dx * cosine + dy * sine) / moduleSize
                let down = (dy * cosine - dx * sine) / moduleSize
                let grain = UInt8(truncatingIfNeeded: (x &* 7_919 ^ y &* 104_729) >> 4) & 7
                picture[x, y] = shade(code, across, down) + grain
            }
        }
        return smear > 1 ? smeared(picture) : picture
    }

    /// The grey at a point, in modules from the middle of the code.
    private func shade(_ code: QRMatrix?, _ across: Double, _ down: Double) -> UInt8 {
        let tones = tones
        let half = Double(code?.side ?? 29) / 2
        let quiet = half + 4
        guard abs(across) < quiet + tones.bezel, abs(down) < quiet + tones.bezel * 3 else {
            return 38
        }
        guard abs(across) < quiet, abs(down) < quiet else { return tones.body }
        let column = Int((across + half).rounded(.down))
        let row = Int((down + half).rounded(.down))
        return code?.isDark(column: column, row: row) == true ? tones.dark : tones.light
    }

    /// Paper is dimmer than a screen; a phone has a dark body around it.
    private var tones: (dark: UInt8, light: UInt8, body: UInt8, bezel: Double) {
        switch medium {
        case .paper: (40, 190, 190, 3)
        case .phone: (24, 240, 12, 2)
        case .darkMode: (205, 22, 12, 2)
        }
    }

    private func smeared(_ picture: GreyPicture) -> GreyPicture {
        var result = picture
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                let span = max(0, x - smear / 2)...min(picture.width - 1, x + smear / 2)
                let sum = span.reduce(0) { $0 + Int(picture[$1, y]) }
                result[x, y] = UInt8(sum / span.count)
            }
        }
        return result
    }
}
