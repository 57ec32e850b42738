// Debian's zbarimg as a contestant, one process a picture.

import Foundation

struct ZBarImage {
    private static let path = "/usr/bin/zbarimg"

    /// nil when it is not installed.
    init?() {
        guard FileManager.default.isExecutableFile(atPath: Self.path) else { return nil }
    }

    /// The texts it prints; none when it fails.
    func read(_ picture: String) -> [[UInt8]] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = [
            "-q", "--raw", "-Sdisable", "-Sqrcode.enable", "--nodbus", picture,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return []
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // A text may hold line feeds of its own; a picture of the set holds one code.
        return data.isEmpty ? [] : [Array(data.dropLast())]
    }
}
