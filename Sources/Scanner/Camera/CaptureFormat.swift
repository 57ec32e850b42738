// What was asked of a camera, apart from what its driver gave.

/// What the box wants of its camera.
package struct CameraWish: Hashable, Sendable {
    /// Stands for "the first camera that works".
    package static let automatic = "auto"

    /// A device, best a link in /dev/v4l/by-id that comes back after a replug; or `automatic`.
    package let device: String
    package let width: Int
    package let height: Int
    /// Frames a second.
    package let rate: Int
    package let controls: CameraControls

    package init(
        device: String = automatic, width: Int = 1280, height: Int = 720, rate: Int = 15,
        controls: CameraControls = CameraControls()
    ) {
        self.device = device
        self.controls = controls
        self.width = min(max(width, 1), GreyImage.longestSide)
        self.height = min(max(height, 1), GreyImage.longestSide)
        self.rate = min(max(rate, 1), Self.highestRate)
    }

    /// No code is easier to read at more frames a second than this.
    private static let highestRate = 120
}

/// What the driver sends.
struct CaptureFormat: Hashable, Sendable {
    /// The largest buffer a driver may ask us to map: the largest picture at four bytes a pixel.
    static let largestBuffer = 4 * GreyImage.longestSide * GreyImage.longestSide
    /// No layout has more bytes a pixel than this, gaps included.
    static let mostBytesPerPixel = 8

    let pixels: PixelFormat
    let layout: PixelFormat.Layout
    let width: Int
    let height: Int
    /// From the start of one row to the next, of the first plane; 0 of JPEG.
    let bytesPerLine: Int
    /// Of the first plane of a whole picture; nil of JPEG, whose length says nothing.
    let leastBytes: Int?

    /// nil when we cannot read it, or the driver's figures make no picture.
    init?(pixels: PixelFormat, width: Int, height: Int, bytesPerLine: Int) {
        guard let layout = pixels.layout, GreyImage.isAllowed(width: width, height: height),
            (0...Self.mostBytesPerPixel * width).contains(bytesPerLine)
        else { return nil }
        self.pixels = pixels
        self.layout = layout
        self.width = width
        self.height = height
        let leastLine: Int
        switch layout {
        case .jpeg:
            self.bytesPerLine = 0
            leastBytes = nil
            return
        case .plane: leastLine = width
        case .even, .odd: leastLine = 2 * width
        case .computed(let bytesPerPixel): leastLine = bytesPerPixel * width
        }
        // Some drivers leave it at zero and mean "no gap".
        guard bytesPerLine == 0 || bytesPerLine >= leastLine else { return nil }
        self.bytesPerLine = max(bytesPerLine, leastLine)
        leastBytes = self.bytesPerLine * (height - 1) + leastLine
    }
}
