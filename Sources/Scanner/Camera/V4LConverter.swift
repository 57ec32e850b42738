// The formats whose luma must be computed, through libv4lconvert. Belongs to one thread. It must be
// handed nothing but formats of `PixelFormat`'s table: the library crashes on some others.

import CV4L2
import CV4LConvert

@safe final class V4LConverter {
    private let converter: OpaquePointer

    init?() {
        guard let converter = unsafe cv4lconvert_create() else { return nil }
        unsafe self.converter = converter
    }

    deinit { unsafe v4lconvert_destroy(converter) }

    /// What the library reads from and writes to, kept from picture to picture. It trusts a row's
    /// length more than the length of the picture, so there is always room for every row it may
    /// look at: three planes at most.
    private var source: [UInt8] = []
    private var target: [UInt8] = []

    /// nil when the sides are odd or the library finds the picture broken.
    func grey(from bytes: UnsafeRawBufferPointer, format: CaptureFormat) -> GreyImage? {
        guard format.width.isMultiple(of: 2), format.height.isMultiple(of: 2),
            bytes.count <= CaptureFormat.largestBuffer, case .computed = format.layout
        else { return nil }
        let count = format.width * format.height
        let room = max(3 * format.bytesPerLine * format.height, bytes.count)
        if source.count < room { source = [UInt8](repeating: 0, count: room) }
        if target.count != count * 3 / 2 { target = [UInt8](repeating: 0, count: count * 3 / 2) }
        unsafe source.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
        var from = unsafe description(of: format, as: format.pixels, bytes: bytes.count)
        var to = unsafe description(of: format, as: .yuv420, bytes: target.count)
        let written = unsafe v4lconvert_convert(
            converter, &from, &to, &source, Int32(bytes.count), &target, Int32(target.count))
        guard Int(written) >= count else { return nil }
        return GreyImage(
            width: format.width, height: format.height, pixels: Array(target.prefix(count)))
    }

    private func description(
        of format: CaptureFormat, as pixels: PixelFormat, bytes: Int
    ) -> v4l2_format {
        let line = pixels == .yuv420 ? format.width : format.bytesPerLine
        var description = unsafe v4l2_format()
        unsafe description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe description.fmt.pix.width = UInt32(format.width)
        unsafe description.fmt.pix.height = UInt32(format.height)
        unsafe description.fmt.pix.pixelformat = pixels.code
        unsafe description.fmt.pix.bytesperline = UInt32(line)
        unsafe description.fmt.pix.sizeimage = UInt32(bytes)
        return unsafe description
    }
}
