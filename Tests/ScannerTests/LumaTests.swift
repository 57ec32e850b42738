// Known pictures in every layout a camera sends.

import Testing

@testable import Scanner

struct LumaTests {
    private func grey(
        _ pixels: PixelFormat, width: Int, height: Int, line: Int = 0, _ bytes: [UInt8]
    ) throws -> [UInt8]? {
        let format = try #require(
            CaptureFormat(
                pixels: pixels, width: width, height: height, bytesPerLine: line))
        return unsafe bytes.withUnsafeBytes { unsafe Luma.grey(from: $0, format: format) }?.pixels
    }

    @Test func takesEverySecondByteOfYUYV() throws {
        let bytes: [UInt8] = [1, 99, 2, 99, 3, 99, 4, 99]
        #expect(try grey(.yuyv, width: 2, height: 2, bytes) == [1, 2, 3, 4])
    }

    @Test func takesTheFirstPlaneOfNV12() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 99, 99]
        #expect(try grey(.nv12, width: 2, height: 2, bytes) == [1, 2, 3, 4])
    }

    @Test func takesGreyAsItIs() throws {
        #expect(try grey(.grey, width: 2, height: 2, [1, 2, 3, 4]) == [1, 2, 3, 4])
    }

    @Test func passesOverTheGapsBetweenLines() throws {
        #expect(
            try grey(.grey, width: 2, height: 2, line: 4, [1, 2, 99, 99, 3, 4]) == [1, 2, 3, 4])
        #expect(
            try grey(.yuyv, width: 1, height: 2, line: 4, [1, 99, 99, 99, 2, 99]) == [1, 2])
    }

    @Test func refusesPicturesThatAreTooShort() throws {
        #expect(try grey(.grey, width: 2, height: 2, [1, 2, 3]) == nil)
        #expect(try grey(.yuyv, width: 2, height: 2, [1, 2, 3, 4, 5, 6, 7]) == nil)
        #expect(try grey(.grey, width: 2, height: 2, line: 4, [1, 2, 3, 4, 5]) == nil)
        #expect(try grey(.grey, width: 2, height: 2, []) == nil)
    }

    @Test(arguments: [(0, 10), (10, 0), (4097, 10), (10, 4097), (-1, 10), (Int.max, Int.max)])
    func refusesFormatsThatAreNoPicture(width: Int, height: Int) {
        #expect(
            CaptureFormat(
                pixels: .grey, width: width, height: height, bytesPerLine: 0)
                == nil)
    }

    @Test func refusesLinesShorterThanThePictureIsWide() {
        #expect(
            CaptureFormat(pixels: .yuyv, width: 10, height: 10, bytesPerLine: 19)
                == nil)
    }

    @Test func takesTheOtherBytesOfUYVY() throws {
        #expect(try grey(.uyvy, width: 2, height: 1, [99, 1, 99, 2]) == [1, 2])
    }

    @Test func computesGreyOfColoursWhereverTheLinesEnd() throws {
        let converter = try #require(V4LConverter())
        for gap in [0, 7] {
            let format = try #require(
                CaptureFormat(pixels: .rgb24, width: 8, height: 6, bytesPerLine: 24 + gap))
            let line = (0..<8).flatMap { [UInt8](repeating: UInt8($0 * 30), count: 3) }
            let bytes = (0..<6).flatMap { _ in line + [UInt8](repeating: 255, count: gap) }
            let image = try #require(
                unsafe bytes.withUnsafeBytes { unsafe converter.grey(from: $0, format: format) })
            // Luma of television: black is 16, white 235.
            for (index, luma) in image.pixels.enumerated() {
                #expect(abs(Int(luma) - (16 + index % 8 * 30 * 219 / 255)) <= 2)
            }
        }
    }

    @Test(arguments: [0x3233_5648, 0x3356_5348, 0x4C47_504A, 0x3436_3248, 0] as [UInt32])
    func readsNoFormatOutsideTheTable(code: UInt32) {
        let pixels = PixelFormat(code: code)
        #expect(CaptureFormat(pixels: pixels, width: 8, height: 8, bytesPerLine: 0) == nil)
    }

    @Test func survivesShortPicturesForTheLibrary() throws {
        let converter = try #require(V4LConverter())
        let format = try #require(
            CaptureFormat(pixels: .rgb24, width: 64, height: 64, bytesPerLine: 0))
        for count in [0, 1, 3, 64 * 64 * 3 - 1] {
            let bytes = [UInt8](repeating: 9, count: count)
            let image = unsafe bytes.withUnsafeBytes {
                unsafe converter.grey(from: $0, format: format)
            }
            #expect(image == nil)
        }
    }
}
