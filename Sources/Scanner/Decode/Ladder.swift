// Looks at one picture in several ways until a code is found or the time for it is spent. The way
// that read the last ticket is tried first: the next guest holds the same kind of thing.

package import CheckinCore

package final class Ladder {
    /// How much may be spent on one picture.
    package enum Effort: Sendable {
        /// Everything there is, for pictures that come once.
        case everything
        /// One of the late rungs a picture in turn, and none begun after `limit`: the next frame of
        /// a camera is another chance.
        case frame(limit: Duration, time: any TimeSource)
    }

    /// Time for one frame of a camera: half of what lies between two at 15 a second, so that the
    /// other half is left for the page, the database and a slower box.
    package static let frameLimit: Duration = .milliseconds(33)

    /// Tried on every picture, the cheapest first.
    package static let everyPicture: [Rung] = [
        .threshold(shrunkBy: 4), .threshold(shrunkBy: 3), .threshold(shrunkBy: 2),
        .threshold(shrunkBy: 1),
    ]
    /// Tried one a frame in turn.
    package static let inTurn: [Rung] = [.raw, .negativeThreshold(shrunkBy: 2), .enlarged]

    private let decoder: any BarcodeDecoder
    private let effort: Effort
    private let early: [Rung]
    private let late: [Rung]
    private var turn = 0
    /// What read the last code.
    private var favourite: Rung?
    /// What the time for the last frame did not suffice for: first in line at the next one, so that
    /// every rung has its turn on a slow box too.
    private var untried: [Rung] = []

    package init(
        decoder: any BarcodeDecoder, effort: Effort, everyPicture: [Rung] = Ladder.everyPicture,
        inTurn: [Rung] = Ladder.inTurn
    ) {
        self.decoder = decoder
        self.effort = effort
        early = everyPicture
        late = inTurn
    }

    /// Every way of looking there is: what the appliance uses.
    package static func whole(effort: Effort) -> Ladder {
        Ladder(decoder: ZBarDecoder(), effort: effort)
    }

    /// Without the second decoder: a box must be able to do without.
    package static func zbarAlone(effort: Effort) -> Ladder {
        Ladder(decoder: ZBarDecoder(), effort: effort)
    }

    /// What a still scene must be given before it holds nothing that can be read: so many frames
    /// let every rung have its turn, if there is time for each.
    package var framesForEveryRung: Int { max(late.count, 1) }

    /// The codes of the first rung that reads any.
    package func read(_ image: GreyImage) -> [CodeSighting] {
        switch effort {
        case .everything:
            return firstReading(of: image, rungs: early + late) { false }
        case .frame(let limit, let time):
            let start = time.uptime()
            var rungs = untried + early.filter { !untried.contains($0) }
            if !late.isEmpty, late.allSatisfy({ !untried.contains($0) }) {
                rungs.append(late[turn])
                turn = (turn + 1) % late.count
            }
            return firstReading(of: image, rungs: rungs) { time.uptime().since(start) >= limit }
        }
    }

    private func firstReading(
        of image: GreyImage, rungs: [Rung], isSpent: () -> Bool
    ) -> [CodeSighting] {
        let order = (favourite.map { [$0] } ?? []) + rungs.filter { $0 != favourite }
        untried = []
        for (index, rung) in order.enumerated() {
            if let view = rung.view(of: image) {
                let codes = decoder.decode(view)
                if !codes.isEmpty {
                    favourite = rung
                    return codes
                }
            }
            if isSpent() {
                untried = Array(order.dropFirst(index + 1))
                break
            }
        }
        return []
    }
}
