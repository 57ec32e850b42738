// The port of whatever finds codes in one grey picture.

/// A code somebody showed: its bytes, as written, without any guess at their character set.
package struct CodeSighting: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }
}

/// Belongs to one thread.
package protocol BarcodeDecoder: AnyObject {
    /// The codes in `image`, none twice. Never fails: what cannot be read is not there.
    func decode(_ image: GreyImage) -> [CodeSighting]
}
