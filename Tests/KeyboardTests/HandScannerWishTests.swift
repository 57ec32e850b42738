// What a configuration may ask of a hand scanner.

import Scanner
import Testing

@Suite struct HandScannerWishTests {
    @Test func takesAnyScannerUnlessOneIsNamed() {
        #expect(HandScannerWish().device == HandScannerWish.automatic)
    }
}
