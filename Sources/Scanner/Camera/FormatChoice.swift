// Which of the formats a camera offers suits the wish best. Pure: offers in, choice out.

import Glibc

/// One format in one size, at its best rate.
struct FormatOffer: Hashable, Sendable {
    let pixels: PixelFormat
    /// nil when the driver does not tell its sizes: it is asked for the wished one.
    let size: Size?
    /// Frames a second; nil when the driver does not tell.
    let rate: Double?

    struct Size: Hashable, Sendable {
        let width: Int
        let height: Int
    }
}

struct FormatChoice {
    let wish: CameraWish

    /// The best offers first; those nobody can read are left out.
    func ranked(_ offers: [FormatOffer]) -> [FormatOffer] {
        let usable = offers.compactMap { offer -> (offer: FormatOffer, loss: Double, cost: Int)? in
            guard isAllowed(offer), let cost = cost(of: offer.pixels) else { return nil }
            return (offer, loss(of: offer), cost)
        }
        let indexed = usable.enumerated().sorted {
            let (left, right) = ($0.element, $1.element)
            if left.loss != right.loss { return left.loss < right.loss }
            if left.cost != right.cost { return left.cost < right.cost }
            return $0.offset < $1.offset
        }
        return indexed.map(\.element.offer)
    }

    private func isAllowed(_ offer: FormatOffer) -> Bool {
        guard let size = offer.size else { return true }
        return GreyImage.isAllowed(width: size.width, height: size.height)
    }

    /// Doublings of the area in either direction, and halvings of the rate: half the rate hurts as
    /// much as half the pixels. A rate above the wish is no loss.
    private func loss(of offer: FormatOffer) -> Double {
        var loss = 0.0
        if let size = offer.size {
            let ratio = Double(size.width * size.height) / Double(wish.width * wish.height)
            loss += abs(log2(ratio))
            let shape = Double(size.width * wish.height) / Double(size.height * wish.width)
            loss += abs(log2(shape)) / 8
        }
        if let rate = offer.rate, rate > 0, rate < Double(wish.rate) {
            loss += log2(Double(wish.rate) / rate)
        }
        return loss
    }

    /// The less there is to compute for the luma, the less it costs; nil when we cannot read it.
    private func cost(of pixels: PixelFormat) -> Int? {
        switch pixels.layout {
        case .plane: 0
        case .even, .odd: 1
        case .jpeg: 2
        case .computed: 3
        case nil: nil
        }
    }
}
