// Asks a driver what it offers. Every list is bounded: a broken driver must not keep us here.

import CV4L2

struct FormatOffers {
    /// Formats a driver may name; the richest known camera drivers name about ninety.
    private static let mostFormats: UInt32 = 128
    /// Sizes of one format; webcams name up to about thirty.
    private static let mostSizes: UInt32 = 64
    /// Intervals of one size.
    private static let mostIntervals: UInt32 = 64

    let kernel: any VideoDevice
    let device: Int32
    let wish: CameraWish

    func all() -> [FormatOffer] {
        var offers: [FormatOffer] = []
        for index in 0..<Self.mostFormats {
            var description = v4l2_fmtdesc()
            description.index = index
            description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard (try? kernel.control(device, cv4l2_list_formats, &description)) != nil
            else { break }
            offers += offersOf(PixelFormat(code: description.pixelformat))
        }
        return offers
    }

    private func offersOf(_ pixels: PixelFormat) -> [FormatOffer] {
        let sizes = sizes(of: pixels)
        if sizes.isEmpty { return [FormatOffer(pixels: pixels, size: nil, rate: nil)] }
        return sizes.map { size in
            FormatOffer(pixels: pixels, size: size, rate: highestRate(of: pixels, size: size))
        }
    }

    /// Empty when the driver does not tell.
    private func sizes(of pixels: PixelFormat) -> [FormatOffer.Size] {
        var sizes: [FormatOffer.Size] = []
        for index in 0..<Self.mostSizes {
            var entry = v4l2_frmsizeenum()
            entry.index = index
            entry.pixel_format = pixels.code
            guard (try? kernel.control(device, cv4l2_list_sizes, &entry)) != nil else { break }
            if entry.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue {
                let size = entry.discrete
                sizes.append(FormatOffer.Size(width: Int(size.width), height: Int(size.height)))
            } else {
                let range = entry.stepwise
                sizes.append(
                    FormatOffer.Size(
                        width: nearest(
                            wish.width, range.min_width, range.max_width, range.step_width),
                        height: nearest(
                            wish.height, range.min_height, range.max_height, range.step_height)))
                break
            }
        }
        return sizes
    }

    /// The size on the driver's grid next below the wish, or its least.
    private func nearest(_ wish: Int, _ least: UInt32, _ most: UInt32, _ step: UInt32) -> Int {
        let (least, most, step) = (Int(least), Int(most), max(Int(step), 1))
        guard least <= most, wish > least else { return least }
        return least + (min(wish, most) - least) / step * step
    }

    private func highestRate(of pixels: PixelFormat, size: FormatOffer.Size) -> Double? {
        var highest: Double?
        for index in 0..<Self.mostIntervals {
            var entry = v4l2_frmivalenum()
            entry.index = index
            entry.pixel_format = pixels.code
            entry.width = UInt32(size.width)
            entry.height = UInt32(size.height)
            guard (try? kernel.control(device, cv4l2_list_intervals, &entry)) != nil else { break }
            let isDiscrete = entry.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
            let shortest = isDiscrete ? entry.discrete : entry.stepwise.min
            if shortest.numerator > 0 {
                let rate = Double(shortest.denominator) / Double(shortest.numerator)
                highest = max(highest ?? rate, rate)
            }
            if !isDiscrete { break }
        }
        return highest
    }
}
