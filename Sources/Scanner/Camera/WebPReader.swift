// WebP to grey through libwebp. What is transparent is shown on white.

import CWebP

enum WebPReader {
    static func grey(from bytes: [UInt8]) throws(PictureFlaw) -> GreyImage {
        var width: Int32 = 0
        var height: Int32 = 0
        guard unsafe WebPGetInfo(bytes, bytes.count, &width, &height) != 0 else { throw .corrupt }
        guard GreyImage.isAllowed(width: Int(width), height: Int(height)) else { throw .tooLarge }
        guard let colours = unsafe WebPDecodeRGBA(bytes, bytes.count, &width, &height) else {
            throw .corrupt
        }
        defer { unsafe WebPFree(colours) }
        let image = unsafe GreyImage(width: Int(width), height: Int(height)) { target in
            for index in target.indices {
                let pixel = unsafe colours + 4 * index
                unsafe target[index] = grey(
                    red: pixel[0], green: pixel[1], blue: pixel[2], pixel[3])
            }
        }
        guard let image else { throw .corrupt }
        return image
    }

    /// The luma weights of ITU-R BT.601 in 256ths, over white.
    private static func grey(red: UInt8, green: UInt8, blue: UInt8, _ opacity: UInt8) -> UInt8 {
        let luma = (77 * UInt32(red) + 150 * UInt32(green) + 29 * UInt32(blue)) >> 8
        let cover = UInt32(opacity)
        return UInt8((luma * cover + 255 * (255 - cover)) / 255)
    }
}
