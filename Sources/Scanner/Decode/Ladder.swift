// Looks at one picture in several ways until a new code is found or the time for it is spent. The
// way that read the last ticket is tried first, or, if it is a dear one, first of the dear ones:
// the next guest holds the same kind of thing.

package import CheckinCore

package final class Ladder {
    /// How much may be spent on one picture.
    package enum Effort: Sendable {
        /// Everything there is, for pictures that come once.
        case everything
        /// What every frame of a camera is given at least: for measuring it.
        case firstRungs
        /// One of the late rungs a picture in turn, and none begun after `limit`: the next frame of
        /// a camera is another chance.
        case frame(limit: Duration, time: any TimeSource)
    }

    /// Time for one frame of a camera: half of what lies between two at 15 a second, so that the
    /// other half is left for the page, the database and a slower box.
    package static let frameLimit: Duration = .milliseconds(33)

    /// So many pictures in a row without a code, two seconds of a camera's, and the rung that read
    /// the last one goes back to its place: it may be a dear one, and nobody is there.
    static let patience = 30

    private let eyes: [Rung.Eye: any BarcodeDecoder]
    private let effort: Effort
    private let rungs: Rungs
    private var turn = 0
    /// What read the last code, and how many pictures ago.
    private var favourite: Rung?
    private var emptyPictures = 0
    /// What the time for the last frame did not suffice for: first in line at the next one, so that
    /// every rung has its turn on a slow box too.
    private var untried: [Rung] = []
    /// The tile of a crowded view to begin with: where time ran out at the last one.
    private var tileTurn = 0

    /// A rung whose eye is missing sees nothing.
    init(eyes: [Rung.Eye: any BarcodeDecoder], effort: Effort, rungs: Rungs) {
        self.eyes = eyes
        self.effort = effort
        self.rungs = rungs
    }

    /// Every way of looking there is: what the appliance uses.
    package static func whole(effort: Effort) -> Ladder {
        let eyes: [Rung.Eye: any BarcodeDecoder] = [
            .zbar: ZBarDecoder(), .zxing: ZXingDecoder(tones: .grey),
            .zxingWithoutThreshold: ZXingDecoder(tones: .blackAndWhite),
        ]
        return Ladder(eyes: eyes, effort: effort, rungs: .both)
    }

    /// Without the second decoder: a box must be able to do without.
    package static func zbarAlone(effort: Effort) -> Ladder {
        Ladder(eyes: [.zbar: ZBarDecoder()], effort: effort, rungs: .zbarAlone)
    }

    /// What a still scene must be given before it holds nothing that can be read: so many frames
    /// let every rung have its turn, if there is time for each.
    package var framesForEveryRung: Int { max(rungs.inTurn.count, 1) }

    /// The codes of the first rung that reads one that is not `known`, and the known ones that were
    /// read on the way: a poster's code, or the last guest's, must not hide the next one's.
    package func read(_ image: GreyImage, known: Set<CodeSighting> = []) -> [CodeSighting] {
        switch effort {
        case .everything:
            return climb(rungs.first + rungs.inTurn, image, known) { false }
        case .firstRungs:
            return climb(rungs.first, image, known) { false }
        case .frame(let limit, let time):
            let start = time.uptime()
            return climb(rungsOfThisFrame(), image, known) { time.uptime().since(start) >= limit }
        }
    }

    private func rungsOfThisFrame() -> [Rung] {
        var order = untried + rungs.first.filter { !untried.contains($0) }
        // A dear favourite has its place in every frame, but behind what costs little: before it,
        // on a busy box, it would leave the others no time.
        if let favourite, !order.contains(favourite) { order.append(favourite) }
        if !rungs.inTurn.isEmpty, rungs.inTurn.allSatisfy({ !untried.contains($0) }) {
            let next = rungs.inTurn[turn]
            if !order.contains(next) { order.append(next) }
            turn = (turn + 1) % rungs.inTurn.count
        }
        return order
    }

    private func climb(
        _ rungs: [Rung], _ image: GreyImage, _ known: Set<CodeSighting>, isSpent: () -> Bool
    ) -> [CodeSighting] {
        let front = favourite.flatMap { self.rungs.first.contains($0) ? $0 : nil }
        let order = (front.map { [$0] } ?? []) + rungs.filter { $0 != front }
        var views = Views(of: image)
        var tried: Set<Rung> = []
        var seen: [CodeSighting] = []
        untried = []
        emptyPictures += 1
        for (index, rung) in order.enumerated() {
            let plainest = Rung(view: views.plainest(rung.view), eye: rung.eye)
            guard tried.insert(plainest).inserted else { continue }
            let codes = look(plainest, &views, isSpent: isSpent)
            seen += codes.filter { !seen.contains($0) }
            if codes.contains(where: { !known.contains($0) }) {
                favourite = rung
                emptyPictures = 0
                return seen
            }
            // It goes on reading what is held up, which would else seem to be gone.
            if rung == favourite, !codes.isEmpty { emptyPictures = 0 }
            if isSpent() {
                untried = Array(order.dropFirst(index + 1))
                break
            }
        }
        if emptyPictures >= Self.patience { favourite = nil }
        return seen
    }

    /// What one rung reads: in the whole of its view, or, where that is crowded, in its tiles.
    private func look(
        _ rung: Rung, _ views: inout Views, isSpent: () -> Bool
    ) -> [CodeSighting] {
        guard let eye = eyes[rung.eye], let view = views.view(rung.view),
            let sharp = views.sharp(rung.view)
        else { return [] }
        guard Crowd.isIn(sharp, sharp.wholeArea, for: rung.eye) else { return eye.decode(view) }
        let tiles = Crowd.tiles(of: view)
        var codes: [CodeSighting] = []
        for _ in tiles where codes.count < ZBarDecoder.mostCodes {
            let tile = tiles[tileTurn]
            tileTurn = (tileTurn + 1) % tiles.count
            guard !Crowd.isIn(sharp, tile, for: rung.eye),
                let part = Scaling.cropped(view, to: tile)
            else { continue }
            codes += eye.decode(part).filter { !codes.contains($0) }
            if isSpent() { break }
        }
        return codes
    }
}
