// The one way from what a driver wrote into a buffer to a grey picture, for a camera and for
// whoever tries its bytes without a device. Belongs to one thread. It must never trust a length:
// formats and bytes come from a driver, and a driver's word is input like any other.

package final class FrameReader {
    let format: CaptureFormat
    /// JPEG pictures without an end marker after which a camera is taken for one that never sends
    /// it: two seconds at 15 a second, and no fault of a cable cuts that many without exception.
    static let mostEndless = 30

    private let converter: V4LConverter?
    /// JPEG pictures without an end marker; nil once there was one with it.
    private var endless: Int? = 0

    init(format: CaptureFormat) {
        self.format = format
        converter = if case .computed = format.layout { V4LConverter() } else { nil }
    }

    /// nil when pictures of this kind cannot be read, or the figures make no picture.
    package convenience init?(fourcc: UInt32, width: Int, height: Int, bytesPerLine: Int) {
        let format = CaptureFormat(
            pixels: PixelFormat(code: fourcc), width: width, height: height,
            bytesPerLine: bytesPerLine)
        guard let format else { return nil }
        self.init(format: format)
    }

    /// Of the luma of a whole picture; nil of JPEG, whose length says nothing.
    package var leastBytes: Int? { format.leastBytes }

    /// Cheap webcams cut pictures short. Asked once of each picture of a camera: it learns from
    /// them whether this one marks the end at all.
    package func isWhole(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= max(format.leastBytes ?? 1, 1) else { return false }
        guard format.layout == .jpeg else { return true }
        guard unsafe JPEGReader.hasBeginning(bytes) else { return false }
        if unsafe JPEGReader.hasEnd(bytes) {
            endless = nil
            return true
        }
        guard let count = endless else { return false }
        endless = min(count + 1, Self.mostEndless)
        return count >= Self.mostEndless
    }

    /// nil when the picture is broken.
    package func grey(from bytes: UnsafeRawBufferPointer) -> GreyImage? {
        switch format.layout {
        case .plane, .even, .odd: unsafe Luma.grey(from: bytes, format: format)
        case .jpeg: unsafe try? JPEGReader.grey(from: bytes, atMost: format.width, format.height)
        case .computed: unsafe converter?.grey(from: bytes, format: format)
        }
    }
}
