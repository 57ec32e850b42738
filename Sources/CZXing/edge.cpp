// The one call behind CZXing.h. An exception of the library ends here.

#include "CZXing.h"

// The library asks for this word, else it warns. Only bytes are taken from it.
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

int czxing_read(const uint8_t *pixels, int width, int height, int is_black_and_white, int most,
    czxing_found found, void *context)
{
    try {
        ZXing::DecodeHints hints;
        hints.setFormats(ZXing::BarcodeFormat::QRCode);
        hints.setTryHarder(true);
        hints.setTryRotate(false); // A QR code is found at any angle without it.
        hints.setTryDownscale(false); // The ladder has smaller pictures of its own.
        hints.setBinarizer(is_black_and_white ? ZXing::Binarizer::BoolCast
                                              : ZXing::Binarizer::LocalAverage);
        hints.setMaxNumberOfSymbols(static_cast<uint8_t>(most));
        ZXing::ImageView view(pixels, width, height, ZXing::ImageFormat::Lum);
        for (const auto &code : ZXing::ReadBarcodes(view, hints)) {
            if (code.isValid() && code.format() == ZXing::BarcodeFormat::QRCode)
                found(context, code.bytes().data(), code.bytes().size());
        }
        return 0;
    } catch (...) {
        return -1;
    }
}
