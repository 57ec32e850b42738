// How many frames a second go through: of every size, with a code in plain view and without any.

import Scanner

struct SpeedBench {
    /// Times that each picture is looked at.
    private static let rounds = 3

    let manifest: Manifest
    let contestants: Contestants

    /// False when one of ours saw a code that is not there, or missed one in plain view.
    func run() -> Bool {
        var isGood = true
        var kinds: [String] = []
        for picture in manifest.pictures where !kinds.contains(picture.kind) {
            kinds.append(picture.kind)
        }
        for kind in kinds.sorted() {
            let pictures = manifest.pictures.filter { $0.kind == kind }
            say("\n\(kind): \(pictures.count) frames, \(Self.rounds) times\n")
            say(Table.row("", ["ms a frame", "frames/s", "read", "ghosts"]))
            // Anew for each kind: what read the frames of before must not help.
            for contestant in contestants.ofFrames() {
                let isRight = measure(contestant, pictures)
                if contestant.isOurs, !isRight { isGood = false }
            }
        }
        return isGood
    }

    /// Whether all that is there was read, and nothing else.
    private func measure(_ contestant: Contestant, _ pictures: [Manifest.Picture]) -> Bool {
        let reader = PictureReader()
        var milliseconds = 0.0
        var (frames, codes, read, ghosts) = (0, 0, 0, 0)
        let images = pictures.compactMap { picture in
            (try? reader.grey(file: manifest.folder + "/" + picture.file)).map { ($0, picture) }
        }
        for _ in 0..<Self.rounds {
            for (image, picture) in images {
                let path = manifest.folder + "/" + picture.file
                guard let reading = contestant.read(image, path),
                    let spent = reading.milliseconds
                else { continue }
                frames += 1
                milliseconds += spent
                if case .nothing = picture.content {
                    ghosts += reading.texts.isEmpty ? 0 : 1
                    continue
                }
                codes += 1
                if reading.texts.contains(where: picture.content.isWritten) {
                    read += 1
                }
            }
        }
        let mean = milliseconds / Double(frames)
        say(
            Table.row(
                contestant.name,
                [
                    Table.number(mean), Table.number(1_000 / mean, digits: 0), "\(read)/\(frames)",
                    "\(ghosts)",
                ]))
        return ghosts == 0 && read == codes
    }
}
