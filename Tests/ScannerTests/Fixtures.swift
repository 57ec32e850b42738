// Pictures and small doubles for the scanner's tests.

import CheckinCore
import CheckinTesting
import Synchronization
import Testing

@testable import Scanner

enum Pictures {
    static let folder =
        #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Pictures"

    /// "CHECKIN-1", 116 pixels a side.
    static func code() throws -> GreyImage { try PictureReader().grey(file: folder + "/code.pgm") }
    /// "CHECKIN-2", of the same size.
    static func other() throws -> GreyImage {
        try PictureReader().grey(file: folder + "/other.pgm")
    }

    static let codeText = Array("CHECKIN-1".utf8)

    /// White paper with pictures laid on it.
    static func paper(
        width: Int = 320, height: Int = 240, _ laid: [(GreyImage, x: Int, y: Int)] = []
    ) throws -> GreyImage {
        var pixels = [UInt8](repeating: 255, count: width * height)
        for (image, x, y) in laid {
            for row in 0..<image.height {
                for column in 0..<image.width {
                    pixels[(y + row) * width + x + column] =
                        image.pixels[row * image.width + column]
                }
            }
        }
        return try #require(GreyImage(width: width, height: height, pixels: pixels))
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try PictureFile.contents(of: folder + "/" + name)
    }
}

/// Passes time instead of waiting.
struct VirtualPause: Pausing {
    let clock: VirtualClock

    func pause(for span: Duration) { clock.advance(by: span) }
}

/// Remembers what was raised and cleared.
final class ConditionLog: ConditionReporter {
    private let lines = Mutex<[String]>([])

    func raise(_ code: ConditionCode, detail: String) async {
        lines.withLock { $0.append("raise \(code.rawValue)") }
    }

    func clear(_ code: ConditionCode) async {
        lines.withLock { $0.append("clear \(code.rawValue)") }
    }

    var all: [String] { lines.withLock { $0 } }
}
