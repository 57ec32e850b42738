// A shift's sums as lines for people and for spreadsheets. Ids and numbers, no names.

import CheckinCore
import Ledger

enum ShiftText {
    static let header =
        [
            "shift", "staff", "from", "until", "entries", "refusals", "overrides", "undos",
            "method", "currency", "payments", "amount", "paid_back", "amount_paid_back", "net",
            "first_receipt", "last_receipt",
        ].joined(separator: ",") + "\n"

    static func text(of sum: ShiftSum, title: String? = nil) -> String {
        var lines = [title ?? heading(of: sum)]
        lines.append(
            "  entries \(sum.entries), refusals \(sum.refusals), overrides \(sum.overrides), "
                + "taken back \(sum.undos)")
        for (till, takings) in sum.tills.sorted(by: { $0.key < $1.key }) {
            func say(_ units: Int64) -> String {
                Money(minorUnits: units, currency: till.currency).text
            }
            var line = "  \(till.method.rawValue): \(takings.payments) for \(say(takings.amount))"
            if takings.paidBack > 0 {
                line += ", paid back \(takings.paidBack) for \(say(takings.amountPaidBack))"
                line += ", left \(say(takings.net))"
            }
            lines.append(line)
        }
        if let first = sum.firstReceipt, let last = sum.lastReceipt {
            lines.append("  receipts \(first) to \(last)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func heading(of sum: ShiftSum) -> String {
        guard let shift = sum.shift else { return "Nobody signed in" }
        let until = sum.until?.rfc3339 ?? "now"
        return "Shift \(shift), staff \(sum.staff?.text ?? "-"), "
            + "\(sum.from?.rfc3339 ?? "-") to \(until)"
    }

    /// One line for each way of paying, or one without any.
    static func lines(of sum: ShiftSum, name: String? = nil) -> String {
        let shift: [String] = [
            name ?? sum.shift?.description ?? "", sum.staff?.text ?? "", sum.from?.rfc3339 ?? "",
            sum.until?.rfc3339 ?? "", String(sum.entries), String(sum.refusals),
            String(sum.overrides), String(sum.undos),
        ]
        let receipts = [sum.firstReceipt, sum.lastReceipt].map { $0.map { String($0) } ?? "" }
        let tills = sum.tills.sorted { $0.key < $1.key }.map { till, takings in
            [
                till.method.rawValue, till.currency, String(takings.payments),
                String(takings.amount), String(takings.paidBack),
                String(takings.amountPaidBack), String(takings.net),
            ]
        }
        let parts = tills.isEmpty ? [Array(repeating: "", count: 7)] : tills
        return parts.map { (shift + $0 + receipts).map(quoted).joined(separator: ",") + "\n" }
            .joined()
    }

    /// Ids are whatever somebody typed.
    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
