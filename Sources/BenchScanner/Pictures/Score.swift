// What a contestant made of a set of pictures.

struct Score {
    private(set) var read = 0
    private(set) var wrong = 0
    private(set) var ghosts = 0
    /// Pictures it failed at altogether.
    private(set) var failed = 0
    private var pictures = 0
    private var timed = 0
    private var readMilliseconds = 0.0
    private var allMilliseconds = 0.0

    mutating func count(_ reading: Reading?, of content: Manifest.Content) {
        pictures += 1
        guard let reading else {
            failed += 1
            return
        }
        if let milliseconds = reading.milliseconds {
            timed += 1
            allMilliseconds += milliseconds
        }
        let texts = reading.texts
        switch content {
        case .unknown: break
        case .nothing: ghosts += texts.isEmpty ? 0 : 1
        case .text:
            if texts.contains(where: content.isWritten) {
                read += 1
                readMilliseconds += reading.milliseconds ?? 0
            }
            if !texts.allSatisfy(content.isWritten) { wrong += 1 }
        }
    }

    static let columns = ["read", "share", "wrong", "ghosts", "ms a read", "ms a picture"]

    /// `codes` pictures have a code whose text is known.
    func fields(codes: Int) -> [String] {
        let times =
            timed == 0
            ? ["-", "-"]
            : [
                Table.number(readMilliseconds / Double(read)),
                Table.number(allMilliseconds / Double(timed)),
            ]
        return ["\(read)", Table.share(read, of: codes), "\(wrong)", "\(ghosts)"] + times
    }
}
