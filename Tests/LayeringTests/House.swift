// The plan of the house as a table: every target, how high it stands, which targets of this package
// it may import. Package.swift and every import are held against it, both ways. A change here is a
// change of the architecture, and belongs in docs/ARCHITECTURE.md as well.

/// How high a target stands. A target imports only what stands lower.
enum Level: Int, Sendable, Comparable {
    /// A C library, as Swift sees it.
    case edge
    /// The words everybody shares.
    case words
    case ground
    case leaf
    case room
    case executable

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

struct Place: Sendable {
    let name: String
    let level: Level
    /// Other targets of this package; libraries stand in `Libraries`.
    let mayImport: Set<String>
    let holds: String

    init(_ name: String, _ level: Level, mayImport: Set<String> = [], holds: String) {
        self.name = name
        self.level = level
        self.mayImport = mayImport
        self.holds = holds
    }
}

enum House {
    static let places: [Place] = [
        Place("CheckinCore", .words, holds: "words and ports, and nothing that does anything"),
        Place("Cryptography", .ground, mayImport: ["CheckinCore"], holds: "all of OpenSSL"),
        Place(
            "Validation", .leaf, mayImport: ["CheckinCore", "Cryptography"],
            holds: "ticket codes and rules, pure"),
        Place("Threads", .ground, holds: "threads for calls that block"),
        Place(
            "PostgresClient", .leaf, mayImport: ["CheckinCore", "Threads"],
            holds: "libpq, without a word of doors"),
        Place("WebEdge", .leaf, mayImport: ["CheckinCore"], holds: "habits of HTTP"),
        Place("Wire", .leaf, mayImport: ["CheckinCore"], holds: "the JSON of the protocol"),
        Place("CodeDrawing", .leaf, mayImport: ["CheckinCore"], holds: "codes as pictures"),
        Place("Scanner", .room, mayImport: ["CheckinCore", "Threads"], holds: "light to token"),
        Place(
            "Ledger", .room,
            mayImport: ["CheckinCore", "Cryptography", "Validation", "Threads"],
            holds: "token to disk; alone opens the databases, and checks PINs"),
        Place(
            "CentralServer", .room,
            mayImport: [
                "CheckinCore", "Cryptography", "Validation", "WebEdge", "PostgresClient",
            ],
            holds: "between the platform's database and the doors"),
        Place(
            "SyncAgent", .room, mayImport: ["CheckinCore", "Cryptography", "Wire"],
            holds: "disk to server and back, by ports"),
        Place(
            "Kiosk", .room, mayImport: ["CheckinCore", "WebEdge", "Cryptography"],
            holds: "the pages"),
        Place(
            "CheckinDaemon", .executable,
            mayImport: [
                "CheckinCore", "Cryptography", "Validation", "CodeDrawing", "Scanner", "Ledger",
                "Kiosk", "Wire", "SyncAgent",
            ],
            holds: "builds the rooms and connects them"),
        Place(
            "CentralDaemon", .executable,
            mayImport: ["CheckinCore", "CentralServer", "PostgresClient", "CodeDrawing"],
            holds: "the server's process and its administrator's commands"),
        Place(
            "CheckinTesting", .room, mayImport: ["CheckinCore", "Validation"],
            holds: "the simulated world; tests only"),
        Place(
            "FuzzCodeText", .executable, mayImport: ["CheckinCore", "Validation"],
            holds: "random code texts"),
        Place(
            "FuzzFrames", .executable, mayImport: ["CheckinCore", "Scanner", "CheckinTesting"],
            holds: "random frames and pictures"),
        Place(
            "BenchScanner", .executable, mayImport: ["CheckinCore", "Scanner", "CheckinTesting"],
            holds: "reading, measured beside its peers"),
        Place(
            "BenchDoor", .executable,
            mayImport: ["CheckinCore", "Cryptography", "Validation", "Ledger"],
            holds: "admitting, measured beside SQLite alone"),
        Place(
            "SimulateVenue", .executable,
            mayImport: [
                "CheckinCore", "Threads", "Validation", "Wire", "Ledger", "SyncAgent",
                "CheckinTesting",
            ],
            holds: "doors and a central server in virtual time, and what they promise"),
    ]

    /// Test targets, and what of this package each sees.
    static let tests: [String: Set<String>] = [
        "CheckinCoreTests": ["CheckinCore"],
        "CryptographyTests": ["CheckinCore", "Cryptography"],
        "ValidationTests": ["CheckinCore", "Cryptography", "Validation", "CheckinTesting"],
        "ThreadsTests": ["Threads"],
        "PostgresClientTests": ["CheckinCore", "PostgresClient", "CheckinTesting"],
        "ScannerTests": ["CheckinCore", "Scanner", "CheckinTesting"],
        "DecodeTests": ["Scanner", "CheckinTesting"],
        "KeyboardTests": ["CheckinCore", "Scanner", "CheckinTesting"],
        "LedgerTests": [
            "CheckinCore", "Cryptography", "Validation", "Ledger", "CheckinTesting",
        ],
        "CentralServerTests": ["Cryptography", "WebEdge", "PostgresClient", "CentralServer"],
        "WireTests": ["CheckinCore", "Wire", "CheckinTesting"],
        "SyncAgentTests": [
            "CheckinCore", "Cryptography", "PostgresClient", "CentralServer", "Wire", "SyncAgent",
            "CheckinTesting",
        ],
        "KioskTests": ["CheckinCore", "WebEdge", "Kiosk", "CheckinTesting"],
        "CheckinDaemonTests": [
            "CheckinCore", "Cryptography", "Validation", "Wire", "SyncAgent", "CheckinDaemon",
            "Kiosk", "Ledger",
        ],
        "SimulationTests": ["CheckinCore", "Validation", "Ledger", "CheckinTesting"],
        "SimulateVenueTests": [
            "CheckinCore", "Validation", "SimulateVenue", "CheckinTesting",
        ],
        "LayeringTests": [],
        "TidyTests": [],
    ]

    /// Edges that must never appear, however they might be argued for. `from` is a target, which
    /// then must not reach `to` at all, or a folder, whose files must not import it.
    static let forbidden: [Forbidden] = [
        Forbidden(
            from: "CheckinCore", to: ["Foundation", "FoundationEssentials", "Glibc", "Logging"],
            why: "words must mean the same in a simulation, a test and a door"),
        Forbidden(
            from: "Validation/Rules",
            to: ["Foundation", "FoundationEssentials", "Glibc", "Cryptography"],
            why: "a decision is pure: facts in, verdict out"),
        Forbidden(
            from: "Validation", to: ["GRDB", "Hummingbird", "Logging", "Threads"],
            why: "what decides must not store, serve, log or wait"),
        Forbidden(
            from: "Wire", to: ["Foundation", "FoundationEssentials", "Logging", "NIOCore"],
            why: "what a message says must not depend on who carries it"),
        Forbidden(
            from: "SyncAgent", to: ["Foundation", "Hummingbird"],
            why: "files and the process are the executable's affair, and it serves nobody"),
        Forbidden(
            from: "SyncAgent", to: ["GRDB", "Ledger", "Validation"],
            why: "it carries the journal through ports; only the ledger opens a database"),
        Forbidden(
            from: "CentralServer", to: ["GRDB", "Ledger", "Kiosk", "Scanner", "SyncAgent"],
            why: "a server and a box share words and codes, and no state"),
        Forbidden(
            from: "CentralServer", to: ["Foundation", "Glibc"],
            why: "files and the process are the executable's affair"),
        Forbidden(
            from: "Kiosk", to: ["GRDB", "Ledger", "Scanner"],
            why: "pages look through views; a slow page must not hold a transaction"),
        Forbidden(
            from: "Scanner", to: ["Validation", "GRDB", "Cryptography", "Hummingbird"],
            why: "a reader hands over bytes and has no opinion of them"),
        Forbidden(
            from: "Ledger", to: ["Hummingbird", "Scanner", "Kiosk"],
            why: "a verdict waits for the disk and for nothing else"),
        Forbidden(
            from: "Threads", to: ["NIOCore", "NIOPosix", "Hummingbird"],
            why: "libc's thread types and NIO cannot be imported side by side"),
        Forbidden(
            from: "PostgresClient", to: ["NIOCore", "NIOPosix", "Hummingbird", "Logging"],
            why: "it blocks on threads of its own, and a log could quote a row"),
        Forbidden(
            from: "CheckinTesting", to: ["Ledger", "GRDB", "Hummingbird", "Scanner"],
            why: "the simulated world must stand without the things it stands in for"),
    ]
}

struct Forbidden: Sendable {
    let from: String
    let to: Set<String>
    let why: String
}
