// Each rung reads what it is for, and what it is for is what the cheaper ones do not read.

import CheckinTesting
import Foundation
import Testing

@testable import Scanner

@Suite struct RungTests {
    private func reads(_ rung: Rung, _ drawing: Drawing, _ text: [UInt8] = CodeText.first) throws
        -> Bool
    {
        var views = try Views(of: drawing.image())
        guard let view = views.view(rung.view) else { return false }
        let decoder: any BarcodeDecoder =
            switch rung.eye {
            case .zbar: ZBarDecoder()
            case .zxing: ZXingDecoder()
            case .zxingWithoutThreshold: ZXingDecoder(tones: .blackAndWhite)
            }
        return decoder.decode(view).map(\.bytes) == [text]
    }

    /// A hall with somebody's code in it, far off the middle.
    private func hall(_ code: Modules, size: Double, degrees: Double = 12) -> Drawing {
        Drawing(width: 960, height: 640, grey: 120)
            .with(code, center: (720, 190), size: size, degrees: degrees, dark: 45, light: 205)
    }

    @Test(arguments: [1, 2, 3, 4])
    func aLargeCodeIsReadFromAThresholdAtEverySize(factor: Int) throws {
        let sheet = Drawing.sheet(.first, size: 3.5 * Double(factor))
        #expect(try reads(.zbar(.threshold(shrunkBy: factor)), sheet))
        #expect(try reads(.zxing(.threshold(shrunkBy: factor)), sheet))
    }

    @Test func aCodeInTheLightOfALampIsReadFromAThresholdAlone() throws {
        // From a dark corner to a bright one: black there is brighter than white here.
        let lit = Drawing.sheet(.first, size: 7, dark: 0, light: 255).changed { x, y, value in
            let light = 14 + (x + y) * 220 / 420
            return UInt8(min(value == 0 ? light * 6 / 10 : light, 255))
        }
        #expect(try reads(.zbar(.threshold(shrunkBy: 2)), lit))
        #expect(try reads(.zxing(.threshold(shrunkBy: 2)), lit))
        let global = lit.changed { _, _, value in value < 128 ? 0 : 255 }
        #expect(try !reads(.zbar(.grey(shrunkBy: 2)), global))
        #expect(try !reads(.zxing(.grey(shrunkBy: 2)), global))
    }

    @Test(arguments: [Rung.zbar(.negative(shrunkBy: 2)), .zxing(.negative(shrunkBy: 2))])
    func aPhoneInDarkModeIsReadFromTheNegative(rung: Rung) throws {
        let dark = Drawing.sheet(.first, size: 7, dark: 225, light: 30)
        #expect(try reads(rung, dark))
        #expect(try !reads(.zbar(.threshold(shrunkBy: 2)), dark))
        #expect(try !reads(.zxing(.threshold(shrunkBy: 2)), dark))
    }

    @Test func aSmallCodeInDarkModeIsReadFromTheNegativeOfTheFocus() throws {
        let dark = Drawing(width: 960, height: 640, grey: 40)
            .with(.first, center: (700, 200), size: 2.2, degrees: 9, dark: 215, light: 40)
        #expect(try reads(.zxing(.negativeEnlargedFocus(block: 31)), dark))
        #expect(try reads(.zbar(.negativeEnlargedFocus(block: 51)), dark))
        #expect(try !reads(.zxing(.negative(shrunkBy: 2)), dark))
        #expect(try !reads(.zbar(.negative(shrunkBy: 2)), dark))
    }

    @Test func aLongCodeFarAwayIsReadFromTheEnlargedFocus() throws {
        let far = hall(.long, size: 1.7)
        #expect(try reads(.zxing(.enlargedFocus(block: 31)), far, CodeText.long))
        #expect(try reads(.zbar(.enlargedFocus(block: 51)), far, CodeText.long))
        #expect(try !reads(.zxing(.threshold(shrunkBy: 2)), far, CodeText.long))
        #expect(try !reads(.zbar(.threshold(shrunkBy: 2)), far, CodeText.long))
    }

    @Test func aCodeOfMiddlingSizeIsReadFromTheFocusItself() throws {
        let near = hall(.long, size: 3.5)
        #expect(try reads(.zxing(.focus), near, CodeText.long))
        #expect(try reads(.zbar(.focusThreshold), near, CodeText.long))
    }

    /// A hall without light: what the sensor adds is half as strong as the code.
    private func dark(_ drawing: Drawing, grain: Int) -> Drawing {
        var random = SeededRandom(seed: 21)
        return drawing.changed { _, _, value in
            // Four throws of a die, as a sensor's grain has no edges.
            let throwsOfADie = (0..<4).reduce(0) { sum, _ in
                sum + Int.random(in: -grain...grain, using: &random)
            }
            return UInt8(min(max(Int(value) + throwsOfADie, 0), 255))
        }
    }

    @Test func aCodeInTheGrainOfADarkHallIsReadFromTheSoftFocusAlone() throws {
        let grainy = dark(hall(.long, size: 3), grain: 34)
        #expect(try reads(.zxing(.soft(SoftFocus(block: 51))), grainy, CodeText.long))
        #expect(try reads(.zbar(.soft(SoftFocus(block: 91))), grainy, CodeText.long))
        for view in [View.focus, .grey(shrunkBy: 2), .enlargedFocus(block: 31)] {
            #expect(try !reads(.zxing(view), grainy, CodeText.long))
        }
        let image = try grainy.image()
        #expect(
            Ladder.whole(effort: .firstRungs).read(image).map(\.bytes) == [CodeText.long])
        #expect(
            Ladder.zbarAlone(effort: .everything).read(image).map(\.bytes) == [CodeText.long])
    }

    @Test func aPhoneInDarkModeInADarkHallIsReadFromTheNegativeOfTheSoftFocus() throws {
        let phone = Drawing(width: 960, height: 640, grey: 40)
            .with(.long, center: (700, 220), size: 3.2, degrees: 9, dark: 195, light: 50)
        let grainy = dark(phone, grain: 34)
        let way = SoftFocus(block: 91, isNegative: true)
        #expect(try reads(.zxing(.soft(way)), grainy, CodeText.long))
        #expect(try reads(.zbar(.soft(way)), grainy, CodeText.long))
        #expect(try !reads(.zxing(.negativeEnlargedFocus(block: 31)), grainy, CodeText.long))
    }

    @Test func aCodeUnderAVeilOfLightIsReadWithoutAnOffset() throws {
        // Black is hardly darker than white, and softer than the offset that keeps a wall white.
        let veiled = Drawing(width: 960, height: 640, grey: 240)
            .with(.first, center: (700, 200), size: 6, degrees: 9, dark: 236, light: 243)
        let way = SoftFocus(passes: 3, isEnlarged: false, block: 25, offset: 0)
        #expect(try reads(.zxing(.soft(way)), veiled))
        #expect(try !reads(.zxing(.focusThreshold), veiled))
        #expect(try !reads(.zxing(.threshold(shrunkBy: 2)), veiled))
    }

    /// The ladder as it would be without some of its rungs.
    private func everything(but isLeftOut: (View) -> Bool) -> [Rung] {
        (Rungs.both.first + Rungs.both.inTurn).filter { !isLeftOut($0.view) }
    }

    @Test func aCodeThatIsMovedWhileTheShutterIsOpenIsReadOnceTheBlurIsTakenOut() throws {
        let moved = hall(.long, size: 4).moved(by: 7, degrees: 100)
        var (deblurred, isRead) = (0, false)
        for rung in Rungs.both.inTurn {
            guard case .deblurred = rung.view else { continue }
            deblurred += 1
            isRead = try reads(rung, moved, CodeText.long) || isRead
        }
        #expect(deblurred == 3 && isRead)
        let others = everything { view in if case .deblurred = view { true } else { false } }
        for rung in others { #expect(try !reads(rung, moved, CodeText.long)) }
        let image = try moved.image()
        #expect(Ladder.whole(effort: .everything).read(image).map(\.bytes) == [CodeText.long])
    }

    /// A code with a lamp's reflection over its right half.
    private func underALamp(dark: UInt8, light: UInt8, wall: UInt8, radius: Double, veil: Double)
        -> Drawing
    {
        let code = Drawing(width: 960, height: 640, grey: wall)
            .with(.long, center: (600, 300), size: 4, degrees: 9, dark: dark, light: light)
        let lit = code.changed { x, y, value in
            let (across, down) = (Double(x - 640), Double(y - 300))
            let part = veil * exp(-(across * across + down * down) / (2 * radius * radius))
            return UInt8(Double(value) * (1 - part) + 255 * part)
        }
        return self.dark(lit, grain: 1)
    }

    @Test func aCodeHalfUnderALampIsReadFromTheWideFocusAlone() throws {
        let lit = underALamp(dark: 45, light: 205, wall: 120, radius: 140, veil: 0.93)
        func way(isWide: Bool) -> SoftFocus {
            SoftFocus(passes: 2, isEnlarged: false, block: 25, offset: -2, isWide: isWide)
        }
        #expect(try reads(.zxing(.soft(way(isWide: true))), lit, CodeText.long))
        for rung in everything(but: { $0 == .soft(way(isWide: true)) }) {
            #expect(try !reads(rung, lit, CodeText.long))
        }
        #expect(try !reads(.zxing(.soft(way(isWide: false))), lit, CodeText.long))
        let image = try lit.image()
        #expect(Ladder.whole(effort: .everything).read(image).map(\.bytes) == [CodeText.long])
    }

    @Test func aPhoneInDarkModeHalfUnderALampIsReadFromTheNegativeOfTheWideFocus() throws {
        let lit = underALamp(dark: 205, light: 40, wall: 40, radius: 100, veil: 0.96)
        func way(isWide: Bool) -> SoftFocus {
            SoftFocus(block: 25, offset: -2, isNegative: true, isWide: isWide)
        }
        #expect(Rungs.both.inTurn.contains(.zxing(.soft(way(isWide: true)))))
        #expect(try reads(.zxing(.soft(way(isWide: true))), lit, CodeText.long))
        #expect(try !reads(.zxing(.soft(way(isWide: false))), lit, CodeText.long))
    }

    @Test func modulesThatRunIntoEachOtherAreReadFromTheSmallestBlocksAlone() throws {
        let smeared = hall(.long, size: 3).moved(by: 6, degrees: 57)
        let way = View.soft(SoftFocus(block: 15, offset: 0))
        #expect(try reads(.zxing(way), smeared, CodeText.long))
        for rung in everything(but: { $0 == way }) {
            #expect(try !reads(rung, smeared, CodeText.long))
        }
        let image = try smeared.image()
        #expect(Ladder.whole(effort: .everything).read(image).map(\.bytes) == [CodeText.long])
    }

    @Test(arguments: [0.0, 15, 30, 45, 90, 200])
    func aTurnedCodeIsReadByTheFirstRungs(degrees: Double) throws {
        let image = try hall(.first, size: 5, degrees: degrees).image()
        for ladder in [Ladder.whole(effort: .firstRungs), .zbarAlone(effort: .firstRungs)] {
            #expect(ladder.read(image).map(\.bytes) == [CodeText.first])
        }
    }

    @Test func aPaleCodeIsReadByTheFirstRungs() throws {
        let image = try Drawing(width: 640, height: 480, grey: 128)
            .with(.first, center: (300, 200), size: 4, degrees: 5, dark: 118, light: 138).image()
        for ladder in [Ladder.whole(effort: .firstRungs), .zbarAlone(effort: .firstRungs)] {
            #expect(ladder.read(image).map(\.bytes) == [CodeText.first])
        }
    }

    @Test func everythingReadsDarkModeOfEverySize() throws {
        for size in [2.0, 3, 5, 9, 14] {
            let image = try Drawing(width: 640, height: 480, grey: 40)
                .with(.first, center: (320, 240), size: size, dark: 215, light: 40).image()
            for ladder in [Ladder.whole(effort: .everything), .zbarAlone(effort: .everything)] {
                #expect(ladder.read(image).map(\.bytes) == [CodeText.first])
            }
        }
    }

    @Test func noRungSeesACodeWhereThereIsNone() throws {
        let noise = try Drawing.noise(width: 320, height: 240, seed: 5).image()
        #expect(Ladder.whole(effort: .everything).read(noise) == [])
        #expect(Ladder.zbarAlone(effort: .everything).read(noise) == [])
    }

    @Test func everyLadderSurvivesPicturesOfEverySize() throws {
        for (width, height) in [
            (1, 1), (1, 4096), (4096, 1), (20, 20), (21, 21), (33, 500), (121, 4000), (481, 130),
            (120, 120), (4096, 16),
        ] {
            let image = try Drawing(width: width, height: height).image()
            #expect(Ladder.whole(effort: .everything).read(image) == [])
            #expect(Ladder.zbarAlone(effort: .everything).read(image) == [])
        }
    }
}
