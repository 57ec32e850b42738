// The budgets of deciding and remembering, measured: `BenchDoor [folder] [tickets] [scans]`; of a
// long journal: `BenchDoor journal [folder] [attempts] [scans]`. Every figure stands beside a floor
// measured in the same run; absolute times mean nothing elsewhere.
// Needs the programs sqlite3 and time (Debian packages of these names).

import Foundation

@main struct BenchDoor {
    static func main() async {
        do {
            var arguments = Array(CommandLine.arguments.dropFirst())
            if arguments.first == "journal" { return try await journal(arguments.dropFirst()) }
            let isChild = arguments.first == "import-only"
            if isChild { arguments.removeFirst() }
            let folder = arguments.first ?? "bench-door.tmp"
            let tickets = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 1_000_000
            let scans = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 10_000
            let world = try World(folder: folder, tickets: max(tickets, 1))
            if isChild { return try ImportBench(world: world).importOnly() }
            try ThinkBench(world: world).run()
            try ImportBench(world: world).run()
            try await SearchBench(folder: folder, tickets: world.tickets).run()
            let admit = AdmitBench(world: world)
            try await admit.run(scans: scans, title: "admit")
            try await admit.run(scans: scans, title: "admit while an import runs") {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
                process.arguments = ["import-only", folder, String(world.tickets)]
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                return process
            }
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            print("failed: \(error)")
            exit(1)
        }
    }

    /// Scans are of tickets that nobody has shown yet, so there are as many of those.
    private static func journal(_ arguments: ArraySlice<String>) async throws {
        let arguments = Array(arguments)
        let folder = arguments.first ?? "bench-journal.tmp"
        let rows = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 10_000_000
        let scans = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 10_000
        let world = try World(folder: folder, tickets: max(scans, 1))
        try await JournalSizeBench(world: world, rows: rows).run(scans: scans)
        try FileManager.default.removeItem(atPath: folder)
    }
}
