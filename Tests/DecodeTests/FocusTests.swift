// Where the scanner looks more closely: around the code, wherever it is.

import Testing

@testable import Scanner

@Suite struct FocusTests {
    private func focus(_ drawing: Drawing) throws -> Area {
        let image = try drawing.image()
        return try Focus.area(of: image, half: #require(Scaling.shrunk(image, by: 2)))
    }

    private func isInside(_ code: (x: Int, y: Int, side: Int), _ area: Area) -> Bool {
        code.x - code.side / 2 >= area.left && code.y - code.side / 2 >= area.top
            && code.x + code.side / 2 <= area.left + area.width
            && code.y + code.side / 2 <= area.top + area.height
    }

    @Test(arguments: [(120, 110), (1150, 100), (130, 610), (1160, 610), (640, 360)])
    func holdsACodeWhereverItIs(x: Int, y: Int) throws {
        let empty = Drawing(width: 1280, height: 720, grey: 120)
        for (size, side) in [(1.5, 92), (3.0, 183)] {
            let area = try focus(empty.with(.long, center: (x, y), size: size))
            #expect(isInside((x, y, side), area))
            #expect(area.width < 400 && area.height < 400)
        }
    }

    @Test func prefersACodeToStripesAndToFaintNoise() throws {
        let noise = Drawing.noise(width: 1280, height: 720, seed: 8)
        let scene = noise.changed { x, y, value in
            // A striped shirt on the left, and a camera's noise all over.
            let shirt = x < 500 ? (x / 6 % 2 == 0 ? 40 : 200) : 110
            return UInt8(shirt + Int(value) / 32)
        }
        let area = try focus(scene.with(.long, center: (900, 400), size: 2))
        #expect(isInside((900, 400, 122), area))
    }

    @Test func isNeverLargerThanItsLimitNorOutsideThePicture() throws {
        for (width, height) in [(1280, 720), (481, 40), (640, 480), (4096, 130), (500, 500)] {
            let noise = Drawing.noise(width: width, height: height, seed: 1)
            let area = try focus(noise)
            #expect(area.width <= Focus.longestSide && area.height <= Focus.longestSide)
            #expect(area.width > 0 && area.height > 0 && area.left >= 0 && area.top >= 0)
            #expect(area.left + area.width <= width && area.top + area.height <= height)
        }
    }

    @Test func isTheWholeOfASmallPicture() throws {
        let small = try focus(Drawing(width: 480, height: 300))
        #expect(small == Area(left: 0, top: 0, width: 480, height: 300))
    }

    @Test func growsOnEachSideAsFarAsThePictureGoes() {
        let whole = Area(left: 0, top: 0, width: 200, height: 100)
        let middle = Area(left: 80, top: 50, width: 30, height: 20)
        #expect(
            middle.widened(by: 10, within: whole)
                == Area(left: 70, top: 40, width: 50, height: 40))
        #expect(
            middle.widened(by: 60, within: whole)
                == Area(left: 20, top: 0, width: 150, height: 100))
        #expect(middle.widened(by: 5_000, within: whole) == whole)
        #expect(middle.widened(by: 0, within: whole) == middle)
    }
}
