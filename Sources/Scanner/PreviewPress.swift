// Draws up the pictures that were asked for, on a thread of its own: the decoder's thread and the
// shared pool have better things to do.

import CheckinCore
import Threads

actor PreviewPress: ThreadBound {
    nonisolated let thread = WorkerThread(name: "preview")

    /// Everybody who looks gets the same picture, made once.
    private var newest: PreviewPicture?

    /// nil when it cannot be written, which is not known to happen.
    func picture(of still: PreviewStill) -> PreviewPicture? {
        if let newest, newest.number >= still.number { return newest }
        guard let small = still.image.reduced(to: PreviewPicture.longestSide),
            let jpeg = JPEGWriter.jpeg(of: small)
        else { return nil }
        let picture = PreviewPicture(number: still.number, jpeg: jpeg)
        newest = picture
        return picture
    }
}
