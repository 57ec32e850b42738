// A PostgreSQL of the tests' own, on a Unix socket in a folder that goes away with the process: a
// shell holds it, and ends it when its standard input closes. It must never listen on a network,
// and never touch a cluster it did not make. PostgreSQL refuses to run as root; then it runs as the
// user `postgres`. Shared with CentralServerTests by a link.

import Foundation
import Glibc
import Synchronization
import Testing

final class ThrowawayCluster: Sendable {
    /// The newest of Debian's versions; nil when there is none.
    private static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Int($0) }.sorted().last.map { "\(root)/\($0)/bin" }
    }()

    /// With CHECKIND_REQUIRE_POSTGRESQL set, its absence is a failure and nothing is skipped.
    static let canRun =
        programs != nil || ProcessInfo.processInfo.environment["CHECKIND_REQUIRE_POSTGRESQL"] != nil
    static let absence: Comment = "PostgreSQL's server is not installed"

    private static let one = Mutex<ThrowawayCluster?>(nil)

    let folder: String
    private let shell: Process
    private let databases = Mutex(0)

    /// The one of this process, started when it is first asked for.
    static func shared() throws -> ThrowawayCluster {
        try one.withLock { one in
            if let one { return one }
            let made = try ThrowawayCluster(programs: #require(programs, absence))
            one = made
            return made
        }
    }

    private init(programs: String) throws {
        var template = Array("/tmp/checkind-pg-XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template)
        _ = unsafe try #require(made)
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let script = """
            set -e
            as=
            if [ "$(id -u)" = 0 ]; then chown postgres '\(folder)'; as='runuser -u postgres --'; fi
            cd '\(folder)'
            trap "rm -rf '\(folder)'" EXIT
            $as '\(programs)/initdb' -D data -U postgres -E UTF8 --locale=C.UTF-8 -A trust \
                >/dev/null
            $as '\(programs)/postgres' -D data -k '\(folder)' -c listen_addresses='' -c fsync=off \
                -c max_connections=60 >log 2>&1 </dev/null &
            echo begun
            cat >/dev/null
            $as '\(programs)/pg_ctl' -D data -m immediate -w stop >/dev/null
            """
        shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", script]
        shell.standardInput = Pipe()
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        // Ends at the first line: the server answers a moment later, and who connects tries again.
        let line = output.fileHandleForReading.availableData
        try #require(String(decoding: line, as: UTF8.self).contains("begun"))
    }

    /// A new and empty database; its connection text.
    func database(with open: (String) async throws -> Void) async throws -> String {
        let name = databases.withLock { count in
            count += 1
            return "test_\(count)"
        }
        try await open("CREATE DATABASE \(name)")
        return settings(of: name)
    }

    func settings(of name: String) -> String { "host=\(folder) user=postgres dbname=\(name)" }
}
