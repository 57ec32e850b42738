// The tree these tests read: where it is, and which files belong to it. Shared with TidyTests by a
// link. It must never follow a link inside the tree, or a file would be judged twice.

import Foundation

struct Repository: Sendable {
    /// Folders that tools fill and nobody writes.
    private static let foreign: Set<String> = [
        ".build", ".git", ".swiftpm", "demo-data", "__pycache__", "node_modules", ".venv",
    ]

    let root: URL

    /// The repository this source file lies in, even when it is reached through a link.
    static let here: Repository = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        repeat {
            folder.deleteLastPathComponent()
            let manifest = folder.appendingPathComponent("Package.swift").path
            if FileManager.default.fileExists(atPath: manifest) { return Repository(root: folder) }
        } while folder.path != "/"
        preconditionFailure("no Package.swift above \(#filePath)")
    }()

    /// Every file of the tree by its path from the root, sorted.
    func paths() -> [String] { paths(in: root, prefix: "").sorted() }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// The text of a file; empty when it is no UTF-8, as a picture is none.
    func text(_ path: String) -> String {
        guard let data = try? Data(contentsOf: root.appendingPathComponent(path)) else { return "" }
        return String(data: data, encoding: .utf8) ?? ""
    }

    private func paths(in folder: URL, prefix: String) -> [String] {
        let keys: Set<URLResourceKey> = [.isDirectoryKey, .isSymbolicLinkKey]
        let entries = try? FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: Array(keys))
        var found: [String] = []
        for entry in entries ?? [] where !Self.foreign.contains(entry.lastPathComponent) {
            let values = try? entry.resourceValues(forKeys: keys)
            if values?.isSymbolicLink == true { continue }
            let path = prefix + entry.lastPathComponent
            if values?.isDirectory == true {
                found += paths(in: entry, prefix: path + "/")
            } else {
                found.append(path)
            }
        }
        return found
    }
}
