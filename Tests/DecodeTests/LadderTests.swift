// The ladder: which ways of looking are tried, and in what order.

import Scanner
import Testing

@Suite struct LadderTests {
    @Test func readsNothingInAnEmptyPicture() throws {
        let image = try #require(
            GreyImage(width: 64, height: 64, pixels: Array(repeating: 200, count: 4096)))
        #expect(Ladder.whole(effort: .everything).read(image).isEmpty)
    }
}
