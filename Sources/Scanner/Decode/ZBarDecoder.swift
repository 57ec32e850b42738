// QR codes through zbar. Every other symbology is off: a stripe on a jacket must not become a bar
// code, and looking for one costs more than looking for QR.

import CZBar
import CheckinCore

@safe package final class ZBarDecoder: BarcodeDecoder {
    /// Codes taken from one picture: a page of tickets held up at once.
    static let mostCodes = 16
    /// The smallest QR code has 21 modules a side; less than a pixel a module is no picture of one.
    static let shortestSide = 21

    private let scanner: OpaquePointer

    package init() {
        let scanner = unsafe zbar_image_scanner_create()
        precondition(unsafe scanner != nil, "zbar gave no scanner")
        unsafe self.scanner = scanner!
        let any = ZBAR_NONE
        configure(any, ZBAR_CFG_ENABLE, 0)
        configure(ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1)
        // The bytes as they are: the library's guesses of a character set are wrong at times.
        configure(ZBAR_QRCODE, ZBAR_CFG_BINARY, 1)
    }

    deinit { unsafe zbar_image_scanner_destroy(scanner) }

    package func decode(_ image: GreyImage) -> [CodeSighting] {
        guard min(image.width, image.height) >= Self.shortestSide,
            let picture = unsafe zbar_image_create()
        else { return [] }
        defer { unsafe zbar_image_destroy(picture) }
        return unsafe image.pixels.withUnsafeBytes { pixels in
            unsafe zbar_image_set_format(picture, Self.greyFormat)
            unsafe zbar_image_set_size(picture, UInt32(image.width), UInt32(image.height))
            // Without a clean-up function the pixels stay ours; the picture ends before they do.
            unsafe zbar_image_set_data(picture, pixels.baseAddress, UInt(pixels.count), nil)
            guard unsafe zbar_scan_image(scanner, picture) > 0 else { return [] }
            return unsafe codes(in: picture)
        }
    }

    private func codes(in picture: OpaquePointer) -> [CodeSighting] {
        var found: [CodeSighting] = []
        var symbol = unsafe zbar_image_first_symbol(picture)
        while let present = unsafe symbol, found.count < Self.mostCodes {
            unsafe symbol = zbar_symbol_next(present)
            guard unsafe zbar_symbol_get_type(present) == ZBAR_QRCODE,
                let data = unsafe zbar_symbol_get_data(present)
            else { continue }
            let count = unsafe Int(zbar_symbol_get_data_length(present))
            // One byte more than a token holds tells that there was more.
            let kept = min(count, TicketToken.maximumBytes + 1)
            let bytes = unsafe data.withMemoryRebound(to: UInt8.self, capacity: kept) {
                unsafe Array(UnsafeBufferPointer(start: $0, count: kept))
            }
            let sighting = CodeSighting(bytes: bytes)
            if !bytes.isEmpty, !found.contains(sighting) { found.append(sighting) }
        }
        return found
    }

    private func configure(
        _ symbology: zbar_symbol_type_t, _ setting: zbar_config_t, _ value: Int32
    ) {
        unsafe zbar_image_scanner_set_config(scanner, symbology, setting, value)
    }

    /// "Y800": one byte of grey a pixel.
    private static let greyFormat: UInt = 0x3030_3859
}
