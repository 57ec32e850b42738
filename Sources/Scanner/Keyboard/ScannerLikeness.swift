// Which keyboards are barcode scanners when none is named. The operator's own keyboard must never
// be taken: better to miss a scanner, which can be named, than to grab what somebody types on. So a
// device must say in its name that it scans, and have every key a code needs.

enum ScannerLikeness {
    /// Words that only a scanner calls itself by.
    private static let words = ["barcode", "bar code", "scanner"]
    /// Makers of scanners. Some make computers and keyboards too, so these count only for a device
    /// that says nothing of the kind.
    private static let makers = [
        "datalogic", "honeywell", "metrologic", "newland", "opticon", "symbol", "zebra",
    ]
    private static let otherThings = ["keyboard", "keypad", "tablet", "touch", "button", "remote"]

    /// Enter, the digits, the letters.
    static let neededKeys: Set<UInt16> = Set([28])
        .union(2...11).union(16...25).union(30...38).union(44...50)

    static func isNamedLikeOne(_ name: String) -> Bool {
        let name = name.lowercased()
        if words.contains(where: { name.contains($0) }) { return true }
        return makers.contains { name.contains($0) }
            && !otherThings.contains { name.contains($0) }
    }

    static func canType(_ keys: Set<UInt16>) -> Bool { keys.isSuperset(of: neededKeys) }
}
