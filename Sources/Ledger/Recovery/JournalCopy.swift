// A damaged journal as one file, with what its write-ahead log holds laid over it, so that it can
// be looked at in every way. It must never touch what is left of the original.

import Foundation
import GRDB

struct JournalCopy {
    /// Of the file's header: how it is written, how many pages there are, and the free ones.
    private static let writeVersion = 18
    private static let readVersion = 19
    private static let pageCountOffset = 28
    private static let freePagesOffset = 32
    /// The format in which no log is looked for beside the file.
    private static let withoutLog: UInt8 = 1

    let path: String
    let pageCount: UInt32
    /// Pages that the disk could not read; they are empty in the copy.
    let unreadable: Int
    private let file: RawFile

    /// Copies the journal of `state` to `path`, where nothing may be yet.
    init(of state: StateDirectory, to path: String) throws {
        guard let original = RawFile(state.journal) else {
            throw LedgerFault.stateDirectoryUnusable
        }
        let log = RawFile(state.journal + "-wal")
        let pages = log.map(WriteAheadLog.init)
        let inFile = (original.size + RawFile.pageSize - 1) / RawFile.pageSize
        pageCount = pages?.pageCount ?? UInt32(clamping: inFile)
        try state.createFile(path)
        guard let copy = FileHandle(forWritingAtPath: path) else {
            throw LedgerFault.stateDirectoryUnusable
        }
        defer { try? copy.close() }
        var unreadable = 0
        for index in 0..<Int(pageCount) {
            let page: [UInt8]?
            if let log, let offset = pages?.offsets[UInt32(index + 1)] {
                page = log.bytes(at: offset, count: RawFile.pageSize)
            } else {
                page = original.bytes(at: index * RawFile.pageSize, count: RawFile.pageSize)
            }
            if page == nil { unreadable += 1 }
            var bytes = page ?? [UInt8](repeating: 0, count: RawFile.pageSize)
            if index == 0 {
                bytes[Self.writeVersion] = Self.withoutLog
                bytes[Self.readVersion] = Self.withoutLog
            }
            try Self.write(bytes, to: copy)
        }
        guard let file = RawFile(path) else { throw LedgerFault.stateDirectoryUnusable }
        self.path = path
        self.unreadable = unreadable
        self.file = file
    }

    /// Hands over every row of every table, as far as pages make sense; the same row may come
    /// more than once, when pages that are free now still hold it.
    func forEachRow(_ body: (RawRow) throws -> Void) throws {
        for number in 1...max(pageCount, 1) {
            guard let bytes = page(number), let leaf = LeafPage(bytes, number: number) else {
                continue
            }
            for row in leaf.rows(overflow: page) { try body(row) }
        }
    }

    private func page(_ number: UInt32) -> [UInt8]? {
        guard number >= 1 else { return nil }
        return file.bytes(
            at: (Int(number) - 1) * RawFile.pageSize, count: RawFile.pageSize)
    }

    /// Opens the copy with SQLite, as far as that goes; nil when it does not. When it does not know
    /// its tables any more, it gets the pages of a new journal that name them.
    func open(orWith schema: SchemaPages) throws -> DatabaseQueue? {
        if let queue = openAsItIs() { return queue }
        guard let copy = FileHandle(forUpdatingAtPath: path) else {
            throw LedgerFault.stateDirectoryUnusable
        }
        defer { try? copy.close() }
        for (number, page) in schema.pages where number <= pageCount {
            var page = page
            if number == 1 {
                page[Self.writeVersion] = Self.withoutLog
                page[Self.readVersion] = Self.withoutLog
                page.setBigEndian32(pageCount, at: Self.pageCountOffset)
                page.setBigEndian32(0, at: Self.freePagesOffset)
                page.setBigEndian32(0, at: Self.freePagesOffset + 4)
            }
            try copy.seek(toOffset: UInt64(number - 1) * UInt64(RawFile.pageSize))
            try Self.write(page, to: copy)
        }
        return openAsItIs()
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    private func openAsItIs() -> DatabaseQueue? {
        var configuration = Configuration()
        configuration.label = "journal-copy"
        configuration.readonly = true
        let queue = try? DatabaseQueue(path: path, configuration: configuration)
        guard let queue else { return nil }
        let version = try? queue.inDatabase { db in
            // The words of the tables are on the first page too, and must make sense.
            _ = try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
            return try JournalMigration.checkedVersion(db)
        }
        return (version ?? 0) > 0 ? queue : nil
    }

    private static func write(_ bytes: [UInt8], to file: FileHandle) throws {
        do {
            try file.write(contentsOf: Data(bytes))
        } catch {
            throw LedgerFault.diskFull
        }
    }
}
