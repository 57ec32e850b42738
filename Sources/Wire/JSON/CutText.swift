// A text that is too long, cut where a character ends.

enum CutText {
    static func prefix(of text: String, bytes bound: Int) -> String {
        guard text.utf8.count > bound else { return text }
        var kept = ""
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= bound else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }
}
