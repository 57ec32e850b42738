// What is said of pictures in which no code could be read, and when it is taken back.

import CheckinCore
import Testing

@testable import Scanner

struct SceneQualityTests {
    private var quality = SceneQuality()
    private var now = Uptime(nanoseconds: 0)

    /// Shows one picture for `seconds` at ten a second; what is said at the end.
    private mutating func show(
        _ image: GreyImage, for seconds: Double, moving: Bool = false
    ) -> Set<SceneFlaw> {
        let grid = SceneGrid(image)
        for _ in 0..<Int(seconds * 10) {
            now = now + .milliseconds(100)
            quality.look(at: grid, hasMoved: moving, now: now)
        }
        return quality.flaws
    }

    @Test mutating func findsNothingWrongWithARoom() throws {
        #expect(show(try Scene(noise: 3).picture(), for: 120, moving: true) == [])
    }

    @Test(arguments: [(UInt8(0), 0.0), (16, 0), (16, 6), (30, 3), (24, 12)])
    mutating func noticesACoveredLensAndThatItIsFree(black: UInt8, noise: Double) throws {
        var scene = Scene(noise: noise, hasRoom: false)
        scene.held = [(try .flat(black), 0, 0)]
        #expect(show(try scene.picture(), for: 0.9) == [])
        #expect(show(try scene.picture(), for: 1) == [.covered])
        #expect(show(try scene.picture(), for: 60, moving: true) == [.covered])
        #expect(show(try Scene().picture(), for: 1) == [])
    }

    @Test(arguments: [UInt8(60), 90, 255])
    mutating func doesNotTakeADimPhoneInADarkClubForACoveredLens(brightest: UInt8) throws {
        var scene = Scene(light: 1, noise: 4, hasRoom: false)
        scene.held = [
            (try .flat(16), 0, 0), (try Pictures.code().darkMode(brightest: brightest), 100, 60),
        ]
        #expect(!show(try scene.picture(), for: 60, moving: true).contains(.covered))
    }

    @Test(arguments: [0.5, 0.25])
    mutating func doesNotTakeADimRoomForACoveredLens(light: Double) throws {
        let flaws = show(try Scene(light: light, noise: 3).picture(), for: 60)
        #expect(!flaws.contains(.covered))
    }

    @Test mutating func noticesDarknessThatLasts() throws {
        let dark = try Scene(light: 0.25, noise: 3).picture()
        #expect(show(dark, for: 9) == [])
        #expect(show(dark, for: 3) == [.dark])
        #expect(show(try Scene(light: 0.28, noise: 3).picture(), for: 20) == [.dark])
        #expect(show(try Scene().picture(), for: 2) == [.dark])
        #expect(show(try Scene().picture(), for: 2) == [])
    }

    /// Many cameras know no brighter white than 235.
    @Test(arguments: [UInt8(235), 255])
    mutating func noticesTooMuchLight(white: UInt8) throws {
        var scene = Scene()
        scene.held = [(try .flat(white, width: 320, height: 200), 0, 0)]
        #expect(show(try scene.picture(), for: 4) == [])
        #expect(show(try scene.picture(), for: 3) == [.overexposed])
        #expect(show(try Scene().picture(), for: 3) == [])
    }

    @Test mutating func doesNotTakeASheetForTooMuchLight() throws {
        #expect(show(try Pictures.code(), for: 60) == [])
    }

    @Test mutating func doesNotTakeABrightWallForTooMuchLight() throws {
        var scene = Scene(noise: 3)
        scene.held = [(try .flat(238, width: 320, height: 200), 0, 0)]
        #expect(show(try scene.picture(), for: 60) == [])
    }

    @Test mutating func aCodeThatIsReadContradictsDarknessGlareAndBlur() throws {
        let dark = try Scene(light: 0.25, noise: 3).picture()
        let pictures: [(GreyImage, SceneFlaw)] = [
            (dark, .dark), (try .flat(235), .overexposed), (try blurredRoom(), .outOfFocus),
        ]
        for (picture, flaw) in pictures {
            quality = SceneQuality()
            #expect(show(picture, for: 70, moving: true) == [flaw])
            quality.sawCode(at: now)
            #expect(quality.flaws == [])
            #expect(show(picture, for: 170, moving: true) == [])
            // After a few minutes it is an old story.
            #expect(show(picture, for: 80, moving: true) == [flaw])
        }
    }

    @Test mutating func noCodeContradictsALensThatIsCoveredAfterIt() throws {
        quality.sawCode(at: now)
        #expect(show(try .flat(16), for: 2) == [.covered])
    }

    @Test mutating func noticesThatNothingIsSharpForAMinuteWhileSomeoneMoves() throws {
        let blurred = try blurredRoom()
        #expect(show(blurred, for: 59, moving: true) == [])
        #expect(show(blurred, for: 2, moving: true) == [.outOfFocus])
        #expect(show(try Scene().picture(), for: 1) == [])
    }

    @Test mutating func saysNothingOfFocusWhileNobodyMovesOrNothingIsThere() throws {
        #expect(show(try blurredRoom(), for: 600) == [])
        #expect(show(try .flat(120), for: 600, moving: true) == [])
    }

    @Test mutating func oneSharpPictureBeginsTheMinuteAnew() throws {
        _ = show(try blurredRoom(), for: 50, moving: true)
        _ = show(try Scene().picture(), for: 0.5, moving: true)
        #expect(show(try blurredRoom(), for: 50, moving: true) == [])
    }

    /// Light that rises and falls over a hundred pixels.
    private func blurredRoom() throws -> GreyImage {
        var pixels = [UInt8](repeating: 0, count: 320 * 240)
        for index in pixels.indices {
            let wave = abs(index % 320 % 100 - 50)
            pixels[index] = UInt8(40 + 2 * wave)
        }
        return try #require(GreyImage(width: 320, height: 240, pixels: pixels))
    }
}

struct PersistenceTests {
    @Test func believesWhatLastsAndForgetsWhatPasses() {
        var persistence = Persistence(raiseAfter: .seconds(2), clearAfter: .seconds(1))
        var story = ""
        for (second, isSo) in [
            true, false, true, true, true, false, true, false, false, true,
        ].enumerated() {
            persistence.look(isSo, at: Uptime(nanoseconds: Int64(second) * 1_000_000_000))
            story += persistence.holds ? "!" : "."
        }
        #expect(story == "....!!!!..")
    }
}
