// One row, whatever file it came from: the bytes of each column, one after the other in one buffer
// that is used again for the next row.

import CheckinCore

struct RowFields {
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>]
    private var start = 0

    init() { ranges = Array(repeating: 0..<0, count: ListColumn.allCases.count) }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        for index in ranges.indices { ranges[index] = 0..<0 }
        start = 0
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// What was appended since the last call belongs to the column at `index`; nil drops it.
    mutating func end(_ index: Int?) {
        if let index { ranges[index] = start..<bytes.count }
        start = bytes.count
    }

    mutating func set(_ column: ListColumn, _ value: [UInt8]) {
        bytes.append(contentsOf: value)
        end(column.index)
    }

    /// What was appended since the last `end`.
    var current: ArraySlice<UInt8> { bytes[start...] }

    func isEmpty(_ column: ListColumn) -> Bool { ranges[column.index].isEmpty }

    /// The bytes of a column; nil when it is absent or empty.
    func bytes(_ column: ListColumn) -> ArraySlice<UInt8>? {
        let range = ranges[column.index]
        return range.isEmpty ? nil : bytes[range]
    }
}

extension ListColumn {
    /// The place in `allCases`.
    var index: Int {
        switch self {
        case .ticketID: 0
        case .eventID: 1
        case .tierID: 2
        case .number: 3
        case .holder: 4
        case .userID: 5
        case .status: 6
        case .statusSince: 7
        case .amountDue: 8
        case .currency: 9
        case .generation: 10
        case .validFrom: 11
        case .validUntil: 12
        case .asOf: 13
        case .groupID: 14
        case .reservationID: 15
        case .code: 16
        case .tickets: 17
        case .expiresAt: 18
        }
    }

    /// Names as bytes, to compare without making a string per field.
    private static let names = allCases.map { Array($0.rawValue.utf8) }

    init?(bytes: ArraySlice<UInt8>) {
        guard let index = Self.names.firstIndex(where: { $0.elementsEqual(bytes) }) else {
            return nil
        }
        self = Self.allCases[index]
    }

    /// The known name with the fewest edits from `bytes`, of which only the first 64 count.
    static func nearest(to bytes: ArraySlice<UInt8>, of kind: ListKind) -> ListColumn {
        let given = Array(bytes.prefix(64))
        let distances = kind.columns.map { (column: $0, edits: edits(given, names[$0.index])) }
        return distances.min { $0.edits < $1.edits }?.column ?? .ticketID
    }

    /// Levenshtein's distance.
    private static func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                current.append(
                    min(
                        previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1,
                        current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
