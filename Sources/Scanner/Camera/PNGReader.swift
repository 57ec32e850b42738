// PNG to grey through libpng's simplified interface. What is transparent is shown on white, as a
// phone or a sheet of paper would.

import CPNG

enum PNGReader {
    static func grey(from bytes: [UInt8]) throws(PictureFlaw) -> GreyImage {
        var png = unsafe png_image()
        unsafe png.version = UInt32(PNG_IMAGE_VERSION)
        defer { unsafe png_image_free(&png) }
        var flaw = PictureFlaw.corrupt
        let image: GreyImage?? = unsafe bytes.withUnsafeBytes { buffer in
            guard
                unsafe png_image_begin_read_from_memory(&png, buffer.baseAddress, buffer.count) != 0
            else { return nil }
            let (width, height) = unsafe (Int(png.width), Int(png.height))
            guard GreyImage.isAllowed(width: width, height: height) else {
                flaw = .tooLarge
                return nil
            }
            unsafe png.format = UInt32(PNG_FORMAT_GRAY)
            var isRead = false
            let image = unsafe GreyImage(width: width, height: height) { target in
                // Without a background colour the library lays pictures over what is there.
                unsafe target.initialize(repeating: 0xFF)
                isRead = unsafe png_image_finish_read(&png, nil, target.baseAddress, 0, nil) != 0
            }
            return isRead ? image : nil
        }
        guard let image = image ?? nil else { throw flaw }
        return image
    }
}
