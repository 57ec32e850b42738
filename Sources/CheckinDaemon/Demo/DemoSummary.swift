// What the demonstration comes to.

import CheckinCore

struct DemoSummary {
    private let lines: [DemoLine]

    init(_ lines: [DemoLine]) { self.lines = lines }

    var answered: Int { lines.count }
    var surprises: Int { lines.count { !$0.isExpected } }

    func say() {
        guard answered > 0 else { return CommandOutput.line("Nobody came.") }
        let entered = lines.count { $0.kind?.isEntry == true }
        let refused = lines.count { $0.kind == .refused }
        let unread = lines.count { $0.kind == nil }
        CommandOutput.line(
            "\(answered) guests: \(entered) admitted, \(refused) refused, \(unread) not readable")
        let times = lines.compactMap(\.elapsed).sorted()
        if let median = Self.percentile(50, of: times), let worst = times.last {
            CommandOutput.line(
                "Frame to disk: median \(Self.text(median)), slowest \(Self.text(worst))")
        }
        guard lines.contains(where: \.isGuest) else { return }
        CommandOutput.line(
            surprises == 0
                ? "Every verdict was as expected." : "\(surprises) verdicts were NOT as expected.")
    }

    private static func percentile(_ percent: Int, of sorted: [Duration]) -> Duration? {
        sorted.isEmpty ? nil : sorted[(sorted.count - 1) * percent / 100]
    }

    private static func text(_ span: Duration) -> String {
        "\(span.milliseconds).\((span.components.attoseconds / 100_000_000_000_000) % 10) ms"
    }
}
