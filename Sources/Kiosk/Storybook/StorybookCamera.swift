// A camera that is not there: two drawn pictures in turn, at a camera's pace, so that the live
// picture can be looked at and measured without one. Never at a door.

package import CheckinCore
import Foundation

/// The pictures drawn for it, 480 × 360.
enum CannedPicture: String, CaseIterable, Sendable {
    case night, bright

    /// A file of the pages.
    var file: String { "storybook/\(rawValue).jpg" }
}

package struct StorybookCamera: PreviewSource {
    /// Ten pictures a second, as a real camera's preview.
    private static let pictureNanoseconds: UInt64 = 100_000_000
    /// Pictures until the light changes: two seconds' worth, long enough to look at.
    private static let picturesPerScene: UInt64 = 20

    private let scenes: [[UInt8]]
    private let time: any TimeSource

    package init(resources: String, time: any TimeSource) throws(KioskFault) {
        scenes = try CannedPicture.allCases.map { picture throws(KioskFault) in
            guard let data = FileManager.default.contents(atPath: "\(resources)/\(picture.file)")
            else { throw .picturesMissing(folder: resources) }
            return Array(data)
        }
        self.time = time
    }

    package func picture(after number: UInt64, patience: Duration) async -> PreviewPicture? {
        let newest = newest
        guard number >= newest else { return scene(newest) }
        // A number of another life of the process: no picture reaches it within anybody's patience.
        guard number == newest else {
            try? await time.sleep(for: patience)
            return nil
        }
        let rest = Self.pictureNanoseconds - nanoseconds % Self.pictureNanoseconds
        try? await time.sleep(for: .nanoseconds(rest))
        return scene(newest + 1)
    }

    /// Counted from the start of the clock; the first is 1.
    private var newest: UInt64 { nanoseconds / Self.pictureNanoseconds + 1 }

    private var nanoseconds: UInt64 { UInt64(clamping: time.uptime().nanoseconds) }

    private func scene(_ number: UInt64) -> PreviewPicture {
        let turn = number / Self.picturesPerScene % UInt64(scenes.count)
        return PreviewPicture(number: number, jpeg: scenes[Int(turn)])
    }
}
