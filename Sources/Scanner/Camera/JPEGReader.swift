// JPEG to grey through libturbojpeg, which decodes only the luma then, and which fills in the
// Huffman tables that webcams leave out. It must never carry anything from one picture to the next.

import CTurboJPEG

enum JPEGReader {
    /// A picture with small errors inside is returned as it is: a code may still read. One that is
    /// larger than a camera said it would be is not decoded: it may be a thousand times as large.
    static func grey(
        from bytes: UnsafeRawBufferPointer, atMost wide: Int = GreyImage.longestSide,
        _ high: Int = GreyImage.longestSide
    ) throws(PictureFlaw) -> GreyImage {
        // A handle keeps the tables of its last picture, and a picture without tables is read with
        // those: one broken frame would spoil every later one of such a camera. Making a handle
        // takes less than a microsecond.
        guard let handle = unsafe tjInitDecompress() else { throw .unreadable }
        defer { unsafe tjDestroy(handle) }
        let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
        let count = UInt(bytes.count)
        var width: Int32 = 0
        var height: Int32 = 0
        var sampling: Int32 = 0
        var colours: Int32 = 0
        let header = unsafe tjDecompressHeader3(
            handle, start, count, &width, &height, &sampling, &colours)
        guard unsafe header == 0 || isWarning(handle) else { throw .corrupt }
        guard width > 0, height > 0 else { throw .corrupt }
        guard GreyImage.isAllowed(width: Int(width), height: Int(height)),
            Int(width) <= wide + slack, Int(height) <= high + slack
        else { throw .tooLarge }
        var isWhole = false
        let image = unsafe GreyImage(width: Int(width), height: Int(height)) { target in
            // A picture that ends early leaves the rest as it finds it.
            unsafe target.initialize(repeating: 0x80)
            let result = unsafe tjDecompress2(
                handle, start, count, target.baseAddress, width, width, height,
                Int32(TJPF_GRAY.rawValue), TJFLAG_LIMITSCANS)
            isWhole = unsafe result == 0 || isWarning(handle)
        }
        guard let image, isWhole else { throw .corrupt }
        return image
    }

    /// Some cameras fill up to whole blocks of the compression and count those.
    private static let slack = 16

    private static func isWarning(_ handle: tjhandle) -> Bool {
        unsafe tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue)
    }

    /// Whether `bytes` begins as a JPEG picture must.
    static func hasBeginning(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe bytes.count >= 4 && bytes[0] == 0xFF && bytes[1] == 0xD8
    }

    /// Whether `bytes` ends as a JPEG picture must. Cheap webcams cut pictures short, and some
    /// drivers append zeros, up to the next USB packet or to the end of their buffer.
    static func hasEnd(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var end = bytes.count
        while end > 4, unsafe bytes[end - 1] == 0 { end -= 1 }
        return unsafe end >= 4 && bytes[end - 2] == 0xFF && bytes[end - 1] == 0xD9
    }
}
