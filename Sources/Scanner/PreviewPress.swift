// Draws up the pictures that were asked for, on a thread of its own: the decoder's thread and the
// shared pool have better things to do. It must never keep a picture: the board does.

import CheckinCore
import Threads

actor PreviewPress: ThreadBound {
    nonisolated let thread = WorkerThread(name: "preview")

    private let board: PreviewBoard

    init(board: PreviewBoard) { self.board = board }

    /// nil when it cannot be written, which is not known to happen.
    func picture(of still: PreviewStill) -> PreviewPicture? {
        if let newest = board.drawn, newest.number >= still.number { return newest }
        guard let small = still.image.reduced(to: PreviewPicture.longestSide),
            let jpeg = JPEGWriter.jpeg(of: small)
        else { return nil }
        let picture = PreviewPicture(number: still.number, jpeg: jpeg)
        board.keep(picture)
        return picture
    }
}
