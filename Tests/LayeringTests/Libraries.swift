// Everything this package did not write, with the reason why it is here and who alone may touch it.
// A new dependency, and a new hand on an old one, is a reviewed line in this file.

/// A module, and the files that may import it: paths under Sources or Tests, each with a reason.
struct Library: Sendable {
    /// An importer that stands for all test targets.
    static let everyTest = "every test"

    let module: String
    let why: String
    let importers: [String: String]
}

enum Libraries {
    /// Swift packages: module → who imports it.
    static let thirdParty: [Library] = [
        Library(
            module: "GRDB", why: "SQLite with transactions as values",
            importers: [
                "Ledger": "alone opens the databases",
                "LedgerTests": "looks behind the ledger's back",
            ]),
        Library(
            module: "GRDBSQLite", why: "SQLite's own interface, as GRDB links it",
            importers: ["BenchDoor": "makes the same writes plainly, to measure ours beside them"]),
        Library(
            module: "Hummingbird", why: "HTTP server",
            importers: [
                "WebEdge": "limits, headers and errors that every page shares",
                "Kiosk": "routes", "CentralServer": "routes",
                "KioskTests": "drives routes without a socket",
            ]),
        Library(
            module: "HummingbirdTesting", why: "requests to routes without a socket",
            importers: ["KioskTests": "routes, limits and logins"]),
        Library(
            module: "AsyncHTTPClient", why: "HTTPS client",
            importers: ["SyncAgent/HTTP": "asks the central server"]),
        Library(
            module: "NIOCore", why: "the client's buffers and errors",
            importers: [
                "SyncAgent/HTTP": "reads what the client hands over",
                "SyncAgentTests": "plays servers that misbehave",
            ]),
        Library(
            module: "NIOHTTP1", why: "the client's headers",
            importers: ["SyncAgent/HTTP": "reads what the client hands over"]),
        Library(
            module: "NIOPosix", why: "sockets",
            importers: ["SyncAgentTests": "plays servers that misbehave"]),
        Library(
            module: "NIOSSL", why: "TLS, as the client does it",
            importers: [
                "SyncAgent/HTTP": "whom to believe, and what to show",
                "SyncAgentTests": "plays servers with certificates",
            ]),
        Library(
            module: "Logging", why: "the interface of logs; where they go is the daemon's affair",
            importers: [
                "WebEdge": "requests that failed on our side", "Scanner": "what a camera offers",
                "Ledger": "migrations and damage",
                "SyncAgent": "what the server refused, and what it noticed",
                "SyncAgentTests": "gives the services a log",
                "SimulateVenue": "gives the services a log",
                "Kiosk": "listeners and logins", "CheckinDaemon": "chooses level and form",
                "CentralServer": "requests that failed, and what needs a look",
                "CentralDaemon": "chooses level and form",
                "ScannerTests": "gives the scanner a log",
                "KeyboardTests": "gives the scanner a log",
                "BenchScanner": "gives the scanner a log",
                "CheckinDaemonTests": "gives the door a log",
                "KioskTests": "gives the server a log",
            ]),
        Library(
            module: "ServiceLifecycle", why: "starts and stops services in order",
            importers: [
                "Kiosk": "is a service", "CheckinDaemon": "runs them",
                "CentralServer": "is a service", "CentralDaemon": "runs it",
                "KioskTests": "stops a server as a signal would",
                "SyncAgentTests": "runs the central server",
            ]),
        Library(
            module: "UnixSignals", why: "SIGTERM as a stream",
            importers: ["CheckinDaemon": "is the process", "CentralDaemon": "is the process"]),
        Library(
            module: "ArgumentParser", why: "command line",
            importers: [
                "CheckinDaemon": "has the commands", "CentralDaemon": "has the commands",
            ]),
        Library(
            module: "TOMLKit", why: "configuration",
            importers: ["CheckinDaemon": "reads the configuration"]),
    ]

    /// C edges: module → its one importer.
    static let edges: [Library] = [
        Library(
            module: "CV4L2", why: "what of the kernel's camera interface Swift cannot import",
            importers: [
                "Scanner/Camera": "captures",
                "ScannerTests": "plays the kernel with the kernel's own structures",
            ]),
        Library(
            module: "CV4LConvert", why: "rare camera formats",
            importers: ["Scanner/Camera": "makes luma of them"]),
        Library(
            module: "CTurboJPEG", why: "MJPEG to grey, four times faster than a full decode",
            importers: ["Scanner/Camera": "makes luma of frames and pictures"]),
        Library(
            module: "CPNG", why: "pictures in place of a camera",
            importers: ["Scanner/Camera": "replays folders"]),
        Library(
            module: "CWebP", why: "pictures in place of a camera",
            importers: ["Scanner/Camera": "replays folders"]),
        Library(
            module: "CZBar", why: "QR decoder", importers: ["Scanner/Decode": "reads codes"]),
        Library(
            module: "CZXing", why: "second QR decoder, which speaks C++ only",
            importers: [
                "Scanner/Decode": "reads codes", "DecodeTests": "makes the library fail",
            ]),
        Library(
            module: "CInput", why: "what of the kernel's input devices Swift cannot import",
            importers: [
                "Scanner/Keyboard": "reads hand scanners",
                "KeyboardTests": "plays the kernel with the kernel's own structures",
            ]),
        Library(
            module: "CThreads", why: "a thread's name: an extension Swift does not see",
            importers: ["Threads": "names its threads"]),
        Library(
            module: "CClock", why: "what of the kernel's clocks Swift cannot import",
            importers: ["CheckinDaemon/Clock": "asks how far the clock can be trusted"]),
        Library(
            module: "COpenSSL", why: "cryptography that Debian keeps safe",
            importers: ["Cryptography": "wraps it, so that nobody else holds a raw key"]),
        Library(
            module: "CQREncode", why: "draws codes", importers: ["CodeDrawing": "draws codes"]),
        Library(
            module: "CPostgreSQL", why: "PostgreSQL's own client: no Swift one is to be had",
            importers: ["PostgresClient": "asks the database"]),
    ]

    /// Modules of the toolchain and the system.
    static let system: [Library] = [
        Library(
            module: "Testing", why: "Swift Testing",
            importers: [Library.everyTest: "is a test"]),
        Library(
            module: "Foundation", why: "files, JSON and calendars",
            importers: [
                "WebEdge": "JSON, and files to serve", "Kiosk": "words from JSON, times for people",
                "Ledger": "files, and forcing them to the disk", "CodeDrawing": "sine and cosine",
                "CheckinDaemon": "the process and its files",
                "CentralDaemon": "the process and its files", "BenchScanner": "runs a peer",
                "BenchDoor": "files and a peer",
                "FuzzCodeText": "replays files", "FuzzFrames": "replays files",
                "SimulateVenue": "a disk for real ledgers, and waiting for their threads",
                Library.everyTest: "files, processes and dates of the test itself",
            ]),
        Library(
            module: "Glibc", why: "system calls and their error numbers",
            importers: [
                "Threads": "threads of the system",
                "PostgresClient": "waits for a socket and for being told to end",
                "Scanner/Camera": "what a camera answers",
                "Scanner/Keyboard": "what a hand scanner answers",
                "FuzzFrames": "memory with an end",
                "CheckinDaemon/ServiceManager": "systemd's socket",
                "Ledger/Kernel": "private files and root's rights",
                Library.everyTest: "error numbers for a kernel that is played",
            ]),
        Library(
            module: "Synchronization", why: "a lock that the compiler knows",
            importers: [
                "Threads": "queues between threads",
                "PostgresClient": "tells a waiting thread to end",
                "CentralServer": "counters, and which event is being numbered",
                "Scanner": "between camera and reader",
                "BenchScanner": "between source and scanner",
                "Cryptography": "one keyed context for many readers",
                "CheckinDaemon": "what several services learn", "CheckinTesting": "virtual time",
                "SimulateVenue": "what all boxes share, and what many evenings find",
                "Ledger/People": "how many wait for a PIN's check",
                "Kiosk/Storybook": "staff of a story",
                Library.everyTest: "notes taken by several tasks",
            ]),
    ]

    /// Packages of Package.swift.
    static let packages: [String: String] = [
        "GRDB.swift": "the thinnest SQLite layer that measures within a fifth of raw calls",
        "async-http-client": "HTTPS client, over the sockets that the server has already",
        "swift-nio": "what the client and its tests speak; the server brings it anyway",
        "swift-nio-ssl": "the client's TLS",
        "TOMLKit": "configuration people can comment",
        "hummingbird": "HTTP server; without traits, so no TLS and no HTTP/2 come with it",
        "swift-argument-parser": "commands with help",
        "swift-log": "one logging interface for us and our dependencies",
        "swift-service-lifecycle": "ordered start and graceful stop",
    ]

    /// Debian packages a build needs.
    static let debianPackages: [String: String] = [
        "libpng-dev": "replayed pictures",
        "libpq-dev": "PostgreSQL, updated by Debian",
        "libqrencode-dev": "drawn codes",
        "libssl-dev": "cryptography, updated by Debian",
        "libturbojpeg0-dev": "MJPEG cameras",
        "libv4l-dev": "rare camera formats",
        "libwebp-dev": "replayed pictures",
        "libzbar-dev": "QR decoder",
        "libzxing-dev": "second QR decoder",
    ]
}
