// Standard output and standard error of the commands: the one place that writes to them.

import CheckinCore
import Foundation

enum CommandOutput {
    static func line(_ text: String) { write(text + "\n", to: .standardOutput) }

    /// A line on standard error: progress and problems.
    static func note(_ text: String) { write(text + "\n", to: .standardError) }

    /// A fault as ops read it: code, what happened, what to do.
    static func report(_ fault: any Fault) {
        note("checkin-central: error[\(fault.code)]: \(fault.message)\n  hint: \(fault.hint)")
    }

    /// Columns of a list, as wide as their longest entries.
    static func table(_ rows: [[String]]) {
        guard let columns = rows.map(\.count).max() else { return }
        let widths = (0..<columns).map { column in
            rows.compactMap { column < $0.count ? $0[column].count : nil }.max() ?? 0
        }
        for row in rows {
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            self.line(line)
        }
    }

    private static func write(_ text: String, to file: FileHandle) {
        do { try file.write(contentsOf: Data(text.utf8)) } catch { exit(1) }
    }
}
