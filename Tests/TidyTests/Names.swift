// Names of files and folders. A name that would fit any file helps nobody to find one.

enum Names {
    /// The parts of `path` that say nothing; a file counts by its name without extension, and
    /// `TextUtils.swift` is no better than `Utils.swift`.
    static func empty(in path: String, banned: Set<String>) -> [String] {
        path.split(separator: "/").compactMap { component in
            guard let name = component.split(separator: ".").first.map(String.init) else {
                return nil
            }
            let isSwift = component.hasSuffix(".swift")
            let hides = banned.contains { word in
                name.lowercased() == word || (isSwift && name.hasSuffix(capitalized(word)))
            }
            return hides ? name : nil
        }
    }

    private static func capitalized(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }
}
