// QR codes through ZXing: several times quicker than zbar, and blind where zbar sees at times.
// Micro QR and every other symbology stay off. It must never let an exception of the library out.

import CZXing
import CheckinCore

package final class ZXingDecoder: BarcodeDecoder {
    /// Whether pictures come in shades of grey, or as 0 and 255 only, which saves a step.
    package enum Tones: Sendable {
        case grey
        case blackAndWhite
    }

    private let tones: Tones

    package init(tones: Tones = .grey) { self.tones = tones }

    /// Filled in while the library calls back.
    private struct Found {
        var sightings: [CodeSighting] = []
    }

    package func decode(_ image: GreyImage) -> [CodeSighting] {
        guard min(image.width, image.height) >= ZBarDecoder.shortestSide else { return [] }
        var found = Found()
        let outcome = unsafe image.pixels.withUnsafeBufferPointer { pixels in
            unsafe withUnsafeMutablePointer(to: &found) { found in
                unsafe czxing_read(
                    pixels.baseAddress, Int32(image.width), Int32(image.height),
                    tones == .blackAndWhite ? 1 : 0, Int32(ZBarDecoder.mostCodes),
                    { context, bytes, count in
                        guard let bytes = unsafe bytes, let context = unsafe context, count > 0
                        else { return }
                        // One byte more than a token holds tells that there was more.
                        let kept = min(count, TicketToken.maximumBytes + 1)
                        let sighting = unsafe CodeSighting(
                            bytes: Array(UnsafeBufferPointer(start: bytes, count: kept)))
                        let found = unsafe context.assumingMemoryBound(to: Found.self)
                        if unsafe !found.pointee.sightings.contains(sighting) {
                            unsafe found.pointee.sightings.append(sighting)
                        }
                    }, found)
            }
        }
        // What a failing library had handed over before is no more to be trusted than the rest.
        return outcome == 0 ? found.sightings : []
    }
}
