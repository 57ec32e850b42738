// Grey to JPEG through libturbojpeg, for the page that shows what the camera sees.

import CTurboJPEG

enum JPEGWriter {
    /// Of 100: enough to aim by, a few tens of kilobytes a picture.
    private static let quality: Int32 = 70

    /// nil when the library is out of memory.
    static func jpeg(of image: GreyImage) -> [UInt8]? {
        guard let handle = unsafe tjInitCompress() else { return nil }
        defer { unsafe tjDestroy(handle) }
        let (width, height) = (Int32(image.width), Int32(image.height))
        let room = Int(tjBufSize(width, height, Int32(TJSAMP_GRAY.rawValue)))
        guard room > 0 else { return nil }
        var isWritten = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { memory, filled in
            var start = memory.baseAddress
            var length = UInt(memory.count)
            let result = unsafe image.pixels.withUnsafeBufferPointer { pixels in
                unsafe tjCompress2(
                    handle, pixels.baseAddress, width, width, height,
                    Int32(TJPF_GRAY.rawValue), &start, &length,
                    Int32(TJSAMP_GRAY.rawValue), Self.quality, TJFLAG_NOREALLOC)
            }
            isWritten = result == 0 && Int(length) <= memory.count
            filled = isWritten ? Int(length) : 0
        }
        return isWritten ? bytes : nil
    }
}
