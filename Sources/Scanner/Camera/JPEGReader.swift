// JPEG to grey through libturbojpeg, which decodes only the luma then, and which fills in the
// Huffman tables that webcams leave out. One handle; it belongs to one thread.

import CTurboJPEG

@safe final class JPEGReader {
    private let handle: tjhandle

    init?() {
        guard let handle = unsafe tjInitDecompress() else { return nil }
        unsafe self.handle = handle
    }

    deinit { unsafe tjDestroy(handle) }

    /// A picture with small errors inside is returned as it is: a code may still read.
    func grey(from bytes: UnsafeRawBufferPointer) throws(PictureFlaw) -> GreyImage {
        let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
        let count = UInt(bytes.count)
        var width: Int32 = 0
        var height: Int32 = 0
        var sampling: Int32 = 0
        var colours: Int32 = 0
        let header = unsafe tjDecompressHeader3(
            handle, start, count, &width, &height, &sampling, &colours)
        guard header == 0 || isWarning else { throw .corrupt }
        guard width > 0, height > 0 else { throw .corrupt }
        guard GreyImage.isAllowed(width: Int(width), height: Int(height)) else { throw .tooLarge }
        var isWhole = false
        let image = unsafe GreyImage(width: Int(width), height: Int(height)) { target in
            // A picture that ends early leaves the rest as it finds it.
            unsafe target.initialize(repeating: 0x80)
            let result = unsafe tjDecompress2(
                handle, start, count, target.baseAddress, width, width, height,
                Int32(TJPF_GRAY.rawValue), TJFLAG_LIMITSCANS)
            isWhole = result == 0 || isWarning
        }
        guard let image, isWhole else { throw .corrupt }
        return image
    }

    private var isWarning: Bool { unsafe tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue) }

    /// Whether `bytes` begins and ends as a JPEG picture must. Cheap webcams cut pictures short,
    /// and some drivers append zeros.
    static func hasMarkers(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 4, unsafe bytes[0] == 0xFF, unsafe bytes[1] == 0xD8 else {
            return false
        }
        var end = bytes.count
        let floor = max(4, end - mostPadding)
        while end > floor, unsafe bytes[end - 1] == 0 { end -= 1 }
        return unsafe bytes[end - 2] == 0xFF && bytes[end - 1] == 0xD9
    }

    /// Zeros after the end marker that are looked past: drivers fill up to the next USB packet.
    private static let mostPadding = 4096
}
