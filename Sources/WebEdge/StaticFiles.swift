// The files the pages are made of, read once at the start. A request looks a name up in a table, so
// no path a client can spell leads anywhere else, and no request waits for a disk.

import Foundation
package import Hummingbird

package struct StaticFiles: Sendable {
    /// More than the pages have; a folder with more is the wrong folder.
    package static let maximumFiles = 128
    /// The largest file of the pages is a tenth of it.
    package static let maximumFileBytes = 512 * 1_024

    private struct File: Sendable {
        let body: ByteBuffer
        let type: String
        let tag: String
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "json": "application/json",
        "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg",
    ]

    private let files: [String: File]
    /// Changes when any of the files does.
    package let version: String

    /// Reads `folder` and the folders in it, not deeper. Files of other kinds are left alone.
    package init(folder: String) throws(WebFault) {
        var files: [String: File] = [:]
        for name in try Self.names(in: folder) {
            guard let type = Self.types[(name as NSString).pathExtension] else { continue }
            guard files.count < Self.maximumFiles else { throw .tooManyFiles(folder) }
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
                data.count <= Self.maximumFileBytes
            else { throw .fileUnreadable(name) }
            files[name] = File(
                body: ByteBuffer(bytes: data), type: type, tag: Self.tag(of: data))
        }
        self.files = files
        let tags = files.keys.sorted().compactMap { name in files[name].map { name + $0.tag } }
        version = Self.hash(of: Data(tags.joined().utf8))
    }

    package var names: [String] { files.keys.sorted() }

    /// The file called `name`, or "not modified" when the client has it already.
    package func response(to request: Request, name: String) throws -> Response {
        guard let file = files[name] else { throw HTTPError(.notFound) }
        let headers: HTTPFields = [
            // Kept, and asked for again each time: an upgrade shows at once.
            .cacheControl: "no-cache", .contentType: file.type, .eTag: file.tag,
        ]
        if request.headers[.ifNoneMatch] == file.tag {
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.body))
    }

    private static func names(in folder: String) throws(WebFault) -> [String] {
        guard let top = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .folderUnreadable(folder)
        }
        return top.flatMap { name in
            let inner = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")
            return inner?.map { "\(name)/\($0)" } ?? [name]
        }
    }

    /// FNV-1a of 64 bits: tells versions of our own files apart, defends nothing.
    private static func hash(of data: Data) -> String {
        let hash = data.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return String(hash, radix: 16)
    }

    /// As HTTP writes it.
    private static func tag(of data: Data) -> String { "\"\(hash(of: data))\"" }
}
