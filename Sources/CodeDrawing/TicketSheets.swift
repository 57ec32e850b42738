// Tickets to print, as a PDF file (version 1.4; ISO 32000-1 is its later form): one small page
// each, with the code as shapes, sharp at any size, and its caption below. Without a library: two
// kinds of drawing are all it needs. For a try and for a box office; it must never print what a
// holder is called, since its one font knows few letters.

package struct TicketSheets {
    /// An A6 page, in points of 1/72 inch.
    private static let (width, height) = (298, 420)
    /// Of the code with its quiet zone.
    private static let codeSide = 250.0
    private static let quietZone = 4
    private static let textSize = 16
    /// The catalogue, the list of pages and the font come first.
    private static let objectsBefore = 3

    private var written: [UInt8] = Array("%PDF-1.4\n".utf8)
    /// Where each object begins; the first is the catalogue.
    private var offsets: [Int: Int] = [:]
    private var pages = 0

    package init() {}

    /// - Parameter caption: what people read; what is not ASCII is printed as a question mark.
    package mutating func add(_ code: QRMatrix, caption: String) {
        let page = Self.objectsBefore + 2 * pages + 1
        pages += 1
        let drawing = Self.shapes(of: code) + Self.text(caption)
        object(
            page,
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.width) \(Self.height)] "
                + "/Resources << /Font << /F1 3 0 R >> >> /Contents \(page + 1) 0 R >>")
        object(page + 1, "<< /Length \(drawing.utf8.count) >>\nstream\n\(drawing)endstream")
    }

    /// The whole file.
    package func pdf() -> [UInt8] {
        var whole = self
        whole.object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        let kids = (0..<pages).map { "\(Self.objectsBefore + 2 * $0 + 1) 0 R" }
        whole.object(
            2, "<< /Type /Pages /Kids [\(kids.joined(separator: " "))] /Count \(pages) >>")
        whole.object(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        let start = whole.written.count
        let count = Self.objectsBefore + 2 * pages + 1
        var table = "xref\n0 \(count)\n0000000000 65535 f \n"
        for number in 1..<count {
            table += "\(Self.tenDigits(whole.offsets[number] ?? 0)) 00000 n \n"
        }
        table += "trailer\n<< /Size \(count) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return whole.written + Array(table.utf8)
    }

    private mutating func object(_ number: Int, _ body: String) {
        offsets[number] = written.count
        written += Array("\(number) 0 obj\n\(body)\nendobj\n".utf8)
    }

    /// Every run of dark modules of a row as one rectangle, from the page's upper edge.
    private static func shapes(of code: QRMatrix) -> String {
        let module = codeSide / Double(code.side + 2 * quietZone)
        let left = (Double(width) - codeSide) / 2
        var shapes = "0 g\n"
        for row in 0..<code.side {
            var column = 0
            while column < code.side {
                let first = column
                while code.isDark(column: column, row: row) { column += 1 }
                if column > first {
                    let x = left + Double(first + quietZone) * module
                    let y = Double(height) - left - Double(row + quietZone + 1) * module
                    let length = Double(column - first) * module
                    shapes += "\(x) \(y) \(length) \(module) re\n"
                }
                column += 1
            }
        }
        return shapes + "f\n"
    }

    private static func text(_ caption: String) -> String {
        var escaped = ""
        for scalar in caption.unicodeScalars {
            switch scalar {
            case "(", ")", "\\": escaped += "\\\(scalar)"
            case " "..."~": escaped.unicodeScalars.append(scalar)
            default: escaped += "?"
            }
        }
        return "BT /F1 \(textSize) Tf 34 110 Td (\(escaped)) Tj ET\n"
    }

    private static func tenDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }
}
