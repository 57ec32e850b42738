// The newest zxing-cpp as a contestant: a Python process that is handed the same grey pixels
// through a pipe, and that measures its own CPU time.

import Foundation
import Scanner

final class ZXingPeer {
    /// As it calls itself, with its version.
    let name: String

    private let process = Process()
    private let pictures: FileHandle
    private let answers: FileHandle
    private var unread: [UInt8] = []

    /// nil when there is no such Python, or it has no zxing-cpp.
    init?(python: String, script: String) {
        guard FileManager.default.isExecutableFile(atPath: python) else { return nil }
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script]
        process.standardInput = input
        process.standardOutput = output
        pictures = input.fileHandleForWriting
        answers = output.fileHandleForReading
        guard (try? process.run()) != nil else { return nil }
        var bytes: [UInt8] = []
        guard let line = Self.line(from: answers, &bytes) else { return nil }
        name = line
        unread = bytes
    }

    deinit {
        try? pictures.close()
        process.waitUntilExit()
    }

    /// nil when the process has failed.
    func read(_ image: GreyImage) -> Reading? {
        let head = Data("\(image.width) \(image.height)\n".utf8)
        guard (try? pictures.write(contentsOf: head + Data(image.pixels))) != nil,
            let line = Self.line(from: answers, &unread)
        else { return nil }
        let words = line.split(separator: " ")
        guard let milliseconds = words.first.flatMap({ Double($0) }) else { return nil }
        return Reading(
            texts: words.dropFirst().map { Self.bytes(hex: $0) }, milliseconds: milliseconds)
    }

    private static func line(from file: FileHandle, _ unread: inout [UInt8]) -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(...end) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let more = file.availableData
            if more.isEmpty { return nil }
            unread += more
        }
    }

    private static func bytes(hex: Substring) -> [UInt8] {
        var rest = hex.utf8[...]
        var bytes: [UInt8] = []
        while rest.count >= 2 {
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
