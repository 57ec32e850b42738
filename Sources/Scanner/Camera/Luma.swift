// Takes the luma out of the layouts cameras send. It must never read past the bytes the driver said
// it wrote: whoever calls has checked `CaptureFormat.leastBytes`, and it is checked again here.

enum Luma {
    /// nil when `bytes` is too short for a picture of `format`, or its luma does not lie bare.
    static func grey(from bytes: UnsafeRawBufferPointer, format: CaptureFormat) -> GreyImage? {
        guard let least = format.leastBytes, bytes.count >= least, let source = bytes.baseAddress
        else { return nil }
        switch format.layout {
        case .plane:
            return unsafe rows(format) { row, target in
                unsafe target.copyMemory(
                    from: source + row * format.bytesPerLine, byteCount: format.width)
            }
        case .even:
            return unsafe everySecond(source, format)
        case .odd:
            return unsafe everySecond(source + 1, format)
        case .jpeg, .computed:
            return nil
        }
    }

    private static func everySecond(
        _ source: UnsafeRawPointer, _ format: CaptureFormat
    ) -> GreyImage? {
        unsafe rows(format) { row, target in
            let from = unsafe (source + row * format.bytesPerLine).assumingMemoryBound(
                to: UInt8.self)
            let to = unsafe target.assumingMemoryBound(to: UInt8.self)
            for column in 0..<format.width { unsafe to[column] = from[2 &* column] }
        }
    }

    /// A picture of `format`'s size, each row of it filled by `fill`.
    private static func rows(
        _ format: CaptureFormat, fill: (Int, UnsafeMutableRawPointer) -> Void
    ) -> GreyImage? {
        unsafe GreyImage(width: format.width, height: format.height) { target in
            guard let target = target.baseAddress else { return }
            for row in 0..<format.height {
                unsafe fill(row, UnsafeMutableRawPointer(target + row * format.width))
            }
        }
    }
}
