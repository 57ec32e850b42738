// When a picture is decoded: tables of scenes at 15 pictures a second.

import CheckinCore
import CheckinTesting
import Testing

@testable import Scanner

struct MotionGateTests {
    private static let rungs = 3
    /// Decoded after each change.
    private static let settling = 8

    private func at(_ number: Int) -> Uptime { Uptime(nanoseconds: Int64(number) * 66_666_667) }

    /// Plays a film. The numbers of the pictures that are decoded.
    private func decoded(
        _ gate: inout MotionGate, _ numbers: Range<Int>, _ scene: (Int) throws -> Scene
    ) throws -> [Int] {
        try numbers.filter { number in
            let picture = try scene(number).picture(number)
            return gate.look(at: SceneGrid(picture), now: at(number)).passes
        }
    }

    private func gate() -> MotionGate { MotionGate(framesForEveryRung: Self.rungs) }

    @Test func triesAStillSceneThoroughlyThenAtGrowingIntervals() throws {
        var gate = gate()
        let numbers = try decoded(&gate, 0..<300) { _ in Scene() }
        #expect(Array(numbers.prefix(Self.settling)) == Array(0..<Self.settling))
        let retries = numbers.dropFirst(Self.settling).map { Double($0 - 7) / 15 }
        // After 1 s, 2 s more, then every 4 s.
        #expect(retries.count == 6)
        for (moment, expected) in zip(retries, [1.0, 3, 7, 11, 15, 19]) {
            #expect(abs(moment - expected) < 0.5)
        }
    }

    @Test(arguments: [(0.0, 0.0), (2, 0), (6, 0), (12, 0), (2, 0.15), (6, 0.25)])
    func isNotKeptOpenByNoiseOrFlickeringLamps(noise: Double, flicker: Double) throws {
        var gate = gate()
        let scene = Scene(flicker: flicker, noise: noise)
        // It learns the noise of a camera within a few seconds.
        _ = try decoded(&gate, 0..<120) { _ in scene }
        let numbers = try decoded(&gate, 120..<240) { _ in scene }
        #expect(numbers.count <= 12, "\(numbers)")
    }

    @Test(arguments: [(0.0, 0.0), (6, 0), (2, 0.15)])
    func decodesTheFirstPictureOfASmallCodeFarAway(noise: Double, flicker: Double) throws {
        var gate = gate()
        var scene = Scene(flicker: flicker, noise: noise)
        _ = try decoded(&gate, 100..<200) { _ in scene }
        let code = try #require(Pictures.code().reduced(to: 40))
        scene.held = [(code, 141, 83)]
        let numbers = try decoded(&gate, 200..<210) { _ in scene }
        #expect(numbers.first == 200)
        #expect(numbers.count >= Self.settling)
    }

    @Test func decodesTheFirstPictureOfAScreenThatLightsUp() throws {
        var gate = gate()
        var scene = Scene(noise: 3)
        scene.held = [(try .flat(20, width: 60, height: 100), 130, 60)]
        _ = try decoded(&gate, 100..<200) { _ in scene }
        scene.held = [(try .flat(200, width: 60, height: 100), 130, 60)]
        #expect(try decoded(&gate, 200..<201) { _ in scene } == [200])
    }

    @Test func decodesTheFirstPictureOfATicketInTheDark() throws {
        var gate = gate()
        var scene = Scene(light: 0.15, noise: 5)
        _ = try decoded(&gate, 100..<200) { _ in scene }
        scene.held = [(try Pictures.code(), 100, 60)]
        #expect(try decoded(&gate, 200..<201) { _ in scene } == [200])
    }

    @Test func decodesACodeThatIsExchangedForAnother() throws {
        var gate = gate()
        var scene = Scene(noise: 2)
        scene.held = [(try Pictures.code(), 100, 60)]
        _ = try decoded(&gate, 100..<200) { _ in scene }
        scene.held = [(try Pictures.other(), 100, 60)]
        #expect(try decoded(&gate, 200..<201) { _ in scene } == [200])
    }

    @Test func addsUpMovementTooSlowToBeSeenFromPictureToPicture() throws {
        var gate = gate()
        // Its edge is so faint that a step of one pixel is within the noise.
        let sheet = try GreyImage.flat(115, width: 100, height: 100)
        var scene = Scene(hasRoom: false)
        _ = try decoded(&gate, 100..<200) { _ in scene }
        // A pixel every three seconds, for twenty seconds.
        let numbers = try decoded(&gate, 200..<500) { number in
            scene.held = [(sheet, -100 + (number - 155) / 45, 70)]
            return scene
        }
        #expect(numbers.count >= 2 * Self.settling)
    }

    @Test func staysShutWhileTheLightFadesOrGrows() throws {
        var gate = gate()
        _ = try decoded(&gate, 0..<100) { _ in Scene() }
        let numbers = try decoded(&gate, 100..<250) { number in
            Scene(light: 1 - Double(number - 100) / 400)
        }
        #expect(numbers.count <= 4)
    }

    @Test func decodesEveryPictureWhileSomethingMoves() throws {
        var gate = gate()
        let code = try Pictures.code()
        let numbers = try decoded(&gate, 0..<60) { number in
            var scene = Scene(noise: 3)
            scene.held = [(code, number * 3, 60)]
            return scene
        }
        #expect(numbers == Array(0..<60))
    }

    @Test func seesASecondGuestSoonAfterTheFirstHasMovedAbout() throws {
        var gate = gate()
        var scene = Scene(noise: 3)
        let code = try Pictures.code()
        _ = try decoded(&gate, 0..<60) { number in
            scene.held = [(code, number * 3, 60)]
            return scene
        }
        scene.held = []
        _ = try decoded(&gate, 60..<100) { _ in scene }
        scene.held = [(try #require(code.reduced(to: 40)), 141, 83)]
        #expect(try decoded(&gate, 100..<101) { _ in scene } == [100])
    }

    @Test func decodesWhateverComesAfterForgettingAndAfterAChangeOfSize() throws {
        var gate = gate()
        _ = try decoded(&gate, 0..<30) { _ in Scene() }
        gate.forget()
        #expect(try decoded(&gate, 30..<31) { _ in Scene() } == [30])
        _ = try decoded(&gate, 31..<60) { _ in Scene() }
        #expect(try decoded(&gate, 60..<61) { _ in Scene(width: 240, height: 320) } == [60])
    }

    @Test(arguments: [(1, 1), (15, 200), (16, 16), (17, 15), (33, 47)])
    func takesPicturesOfAnySize(width: Int, height: Int) throws {
        var gate = gate()
        let image = try GreyImage.flat(80, width: width, height: height)
        #expect(gate.look(at: SceneGrid(image), now: at(0)).passes)
        #expect(gate.look(at: SceneGrid(image), now: at(1)).passes)
    }
}

struct SceneGridTests {
    @Test func sumsWhatIsInEachCell() throws {
        var pixels = [UInt8](repeating: 10, count: 48 * 32)
        // A bright cell in the middle of the lower row, with one sharp step on either side. The
        // leftmost cells are compared a pixel further to the right.
        for row in 16..<32 { for column in 16..<32 { pixels[row * 48 + column] = 110 } }
        let grid = SceneGrid(try #require(GreyImage(width: 48, height: 32, pixels: pixels)))
        #expect(grid.columns == 3)
        #expect(grid.rows == 2)
        #expect(grid.light == [640, 640, 640, 640, 7_040, 640])
        #expect(grid.texture == [0, 0, 0, 400, 400, 400])
        #expect(grid.steepest == [0, 0, 0, 100, 100, 100])
    }

    @Test func staysWithinThePictureAtEverySize() throws {
        for width in 1...50 {
            let image = try GreyImage.flat(255, width: width, height: 33)
            let grid = SceneGrid(image)
            #expect(grid.light == [Int32](repeating: 255 * 64, count: width / 16 * 2))
            #expect(grid.texture.allSatisfy { $0 == 0 })
        }
    }
}
