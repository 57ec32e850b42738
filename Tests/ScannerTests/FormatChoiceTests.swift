// Which offer is asked for first.

import Testing

@testable import Scanner

struct FormatChoiceTests {
    private func offer(
        _ pixels: PixelFormat, _ width: Int = 1280, _ height: Int = 720, rate: Double? = 30
    ) -> FormatOffer {
        FormatOffer(pixels: pixels, size: .init(width: width, height: height), rate: rate)
    }

    private func best(_ offers: FormatOffer...) -> FormatOffer? {
        FormatChoice(wish: CameraWish()).ranked(offers).first
    }

    @Test func takesTheCheapestFormatOfTheWishedSizeAndRate() {
        #expect(best(offer(.motionJPEG), offer(.yuyv), offer(.nv12))?.pixels == .nv12)
        #expect(best(offer(.motionJPEG), offer(.grey))?.pixels == .grey)
    }

    @Test func takesJPEGWhenRawPicturesComeTooSlowly() {
        #expect(best(offer(.yuyv, rate: 10), offer(.motionJPEG))?.pixels == .motionJPEG)
    }

    @Test func ratherTakesTheWishedSizeABitSlowerThanAThirdOfTheSize() {
        #expect(best(offer(.yuyv, 640, 480), offer(.yuyv, rate: 10))?.size?.width == 1280)
    }

    @Test func takesTheNearestSize() {
        #expect(best(offer(.yuyv, 320, 240), offer(.yuyv, 1024, 768))?.size?.width == 1024)
        #expect(best(offer(.yuyv, 4096, 2160), offer(.yuyv, 1920, 1080))?.size?.width == 1920)
    }

    @Test func computesOnlyWhenNothingElseSuits() {
        let strange = PixelFormat.rgb24
        #expect(best(offer(strange), offer(.motionJPEG))?.pixels == .motionJPEG)
        #expect(best(offer(strange))?.pixels == strange)
        #expect(best(offer(PixelFormat(code: 1))) == nil)
    }

    @Test func leavesOutSizesThatAreNoPicture() {
        #expect(best(offer(.yuyv, 8000, 720)) == nil)
        #expect(best(offer(.yuyv, 0, 0)) == nil)
        #expect(best(offer(.yuyv, Int(UInt32.max), Int(UInt32.max))) == nil)
    }

    @Test func trustsADriverThatTellsNoSizes() {
        #expect(best(FormatOffer(pixels: .yuyv, size: nil, rate: nil))?.pixels == .yuyv)
    }
}
