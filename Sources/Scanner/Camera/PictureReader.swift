// A picture file to grey, whatever kind it is; the kind is told by the first bytes, never by the
// name. It must survive every file there is.

package struct PictureReader {
    package init() {}

    package func grey(file path: String) throws(PictureFlaw) -> GreyImage {
        try grey(from: PictureFile.contents(of: path))
    }

    package func grey(from bytes: [UInt8]) throws(PictureFlaw) -> GreyImage {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return try PNGReader.grey(from: bytes) }
        if bytes.starts(with: [0xFF, 0xD8]) {
            return try unsafe read(bytes) { buffer throws(PictureFlaw) in
                try unsafe JPEGReader.grey(from: buffer)
            }
        }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            return try WebPReader.grey(from: bytes)
        }
        if bytes.starts(with: "P5".utf8) { return try PGMReader.grey(from: bytes) }
        throw .unknownFormat
    }

    /// `withUnsafeBytes` with a typed error.
    private func read(
        _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(PictureFlaw) -> GreyImage
    ) throws(PictureFlaw) -> GreyImage {
        let result = unsafe bytes.withUnsafeBytes { buffer in
            Result { () throws(PictureFlaw) in try unsafe body(buffer) }
        }
        return try result.get()
    }
}
