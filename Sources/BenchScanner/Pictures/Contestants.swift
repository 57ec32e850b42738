// Who reads the pictures: the scanner whole and in parts, and its peers, all in the same run. Each
// is asked the same way, and each time is its own CPU's.

import Foundation
import Scanner

/// What a contestant saw in one picture.
struct Reading {
    let texts: [[UInt8]]
    /// nil of a contestant whose time says nothing.
    let milliseconds: Double?
}

struct Contestant {
    let name: String
    /// One of the scanner's own ladders: it is held to what it promises.
    let isOurs: Bool
    /// The picture, and where it lies on disk; nil when the contestant has failed.
    let read: (GreyImage, String) -> Reading?

    /// One that runs in this thread.
    init(
        _ name: String, isOurs: Bool = false, _ read: @escaping (GreyImage) -> [CodeSighting]
    ) {
        self.name = name
        self.isOurs = isOurs
        self.read = { image, _ in
            let start = RealTime.spentMilliseconds
            let texts = read(image).map(\.bytes)
            return Reading(texts: texts, milliseconds: RealTime.spentMilliseconds - start)
        }
    }

    init(_ name: String, ladder: Ladder) {
        self.init(name, isOurs: true) { ladder.read($0) }
    }

    init(_ name: String, reading: @escaping (GreyImage, String) -> Reading?) {
        self.name = name
        isOurs = false
        read = reading
    }
}

struct Contestants {
    /// nil when there is none, and that has been said.
    let zxing: ZXingPeer?

    init(_ arguments: Arguments) {
        zxing = arguments["python"].flatMap { python in
            arguments["zxing"].flatMap { ZXingPeer(python: python, script: $0) }
        }
        if zxing == nil { say("the newest zxing-cpp is not there: no figures of it\n") }
    }

    /// Everything there is, a picture at a time.
    func ofPictures() -> [Contestant] {
        let files = ZBarImage()
        if files == nil { say("zbarimg is not installed: no figures of it\n") }
        return [
            Contestant("whole ladder", ladder: .whole(effort: .everything)),
            Contestant("zbar alone", ladder: .zbarAlone(effort: .everything)),
        ] + firstRungs + [plainZBar] + peer
            + (files.map { files in
                [
                    Contestant("zbarimg") { _, path in
                        Reading(texts: files.read(path), milliseconds: nil)
                    }
                ]
            } ?? [])
    }

    /// As many rungs as the frame of a camera is given.
    func ofFrames() -> [Contestant] {
        let effort = Ladder.Effort.frame(limit: Ladder.frameLimit, time: RealTime())
        return [
            Contestant("whole ladder", ladder: .whole(effort: effort)),
            Contestant("zbar alone", ladder: .zbarAlone(effort: effort)),
        ] + firstRungs + [plainZBar] + peer
    }

    /// What every frame of a camera is given at least.
    private var firstRungs: [Contestant] {
        [
            Contestant("its first rungs", ladder: .whole(effort: .firstRungs)),
            Contestant("zbar's first rungs", ladder: .zbarAlone(effort: .firstRungs)),
        ]
    }

    private var plainZBar: Contestant { Contestant("plain zbar", ZBarDecoder().decode) }

    private var peer: [Contestant] {
        zxing.map { peer in [Contestant(peer.name) { image, _ in peer.read(image) }] } ?? []
    }
}
