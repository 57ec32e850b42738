// A smaller picture of any size, for people to look at. Codes are looked for elsewhere, in pictures
// shrunk by whole numbers.

extension GreyImage {
    /// The means of what falls into each pixel; itself when it is no larger than `longest`. nil
    /// never, for sides within bounds.
    func reduced(to longest: Int) -> GreyImage? {
        let side = max(width, height)
        guard side > longest, longest > 0 else { return self }
        let (newWidth, newHeight) = (
            max(width * longest / side, 1), max(height * longest / side, 1)
        )
        // Where each new column begins in the old picture.
        let edges = (0...newWidth).map { $0 * width / newWidth }
        var sums = [UInt32](repeating: 0, count: newWidth)
        return unsafe pixels.withUnsafeBufferPointer { source in
            unsafe GreyImage(width: newWidth, height: newHeight) { target in
                for row in 0..<newHeight {
                    let lines = row * height / newHeight..<(row + 1) * height / newHeight
                    for column in 0..<newWidth { sums[column] = 0 }
                    for line in lines {
                        let start = line * width
                        for column in 0..<newWidth {
                            var sum: UInt32 = 0
                            for x in edges[column]..<edges[column + 1] {
                                sum &+= unsafe UInt32(source[start &+ x])
                            }
                            sums[column] &+= sum
                        }
                    }
                    for column in 0..<newWidth {
                        let count = (edges[column + 1] - edges[column]) * lines.count
                        unsafe target[row * newWidth + column] = UInt8(
                            truncatingIfNeeded: sums[column] / UInt32(count))
                    }
                }
            }
        }
    }
}
