// What is banned in this tree, and every exception with its reason. An exception is a reviewed line
// here, never a comment beside the offence.

enum Bans {
    static let all: [Ban] = [
        clocks, sleeping, printing, crashing, dispatch, environment, publicity, unsafety,
        xctest, disabling,
    ]

    /// The one file of the daemon that touches the outside world as it is.
    private static let machinery = Ban.Permit(
        "Sources/CheckinDaemon/Machinery.swift", because: "is where the world comes in")

    /// The same of the central server.
    private static let centralMachinery = Ban.Permit(
        "Sources/CentralDaemon/Machinery.swift", because: "is where the world comes in")

    private static let bench = Ban.Permit(
        "Sources/BenchDoor", because: "is an executable that measures real time and prints it")

    private static let photos = Ban.Permit(
        "Sources/BenchScanner", because: "is an executable that measures real time")

    static let clocks = Ban(
        texts: [
            "Date()", "Date.now", "ContinuousClock", "SuspendingClock", "clock_gettime(",
            "gettimeofday(", "DispatchTime", "CFAbsoluteTimeGetCurrent(",
        ],
        instead: "ask a TimeSource",
        permits: [
            machinery, centralMachinery, bench, photos,
            Ban.Permit("Tests/KioskTests", because: "waits for real sockets, with a limit"),
        ])

    static let sleeping = Ban(
        texts: ["Task.sleep", "Thread.sleep", "usleep(", "nanosleep(", "sleep("],
        instead: "wait on a TimeSource; tests move a virtual clock or wait for an event",
        permits: [machinery, centralMachinery])

    static let printing = Ban(
        texts: ["print(", "debugPrint(", "NSLog("],
        instead: "log it, or hand it to CommandOutput", permits: [bench])

    static let crashing = Ban(
        texts: ["try!", "as!", "fatalError("],
        instead: "throw a Fault, or state the broken invariant in a precondition")

    static let dispatch = Ban(
        texts: ["DispatchQueue", "DispatchSemaphore", "DispatchGroup", "DispatchSource"],
        instead: "an actor, or a thread of Threads")

    static let environment = Ban(
        texts: ["ProcessInfo", "getenv(", "setenv(", "CommandLine"],
        instead: "take it as an argument: only an executable knows the process it runs in",
        permits: [
            machinery, bench,
            photos,
            Ban.Permit("Sources/FuzzCodeText/Entry.swift", because: "is an executable"),
            Ban.Permit("Sources/FuzzFrames/Entry.swift", because: "is an executable"),
            Ban.Permit("Sources/SimulateVenue/Entry.swift", because: "is an executable"),
        ],
        within: ["Sources/"])

    static let publicity = Ban(
        texts: ["public", "open class", "open func", "open var"],
        instead: "package: nothing outside this package imports it")

    static let unsafety = Ban(
        texts: ["unsafe", "@unchecked"],
        instead: "leave it to the edges that are permitted: cameras, zbar, OpenSSL, threads",
        permits: [
            Ban.Permit("Sources/Scanner/Camera", because: "speaks to the kernel"),
            Ban.Permit(
                "Sources/Scanner/Decode", because: "speaks to zbar and ZXing, and to pixels"),
            Ban.Permit(
                "Sources/Scanner/Scene/SceneGrid.swift", because: "reads every picture's pixels"),
            Ban.Permit("Sources/Scanner/Keyboard", because: "speaks to the kernel"),
            Ban.Permit("Sources/Cryptography", because: "speaks to OpenSSL"),
            Ban.Permit("Sources/Threads", because: "speaks to the C library's threads"),
            Ban.Permit("Sources/PostgresClient", because: "speaks to libpq"),
            Ban.Permit(
                "Sources/Ledger/Kernel", because: "makes private files and gives up root's rights"),
            Ban.Permit("Sources/CodeDrawing/QRMatrix.swift", because: "speaks to libqrencode"),
            Ban.Permit("Sources/FuzzCodeText/Entry.swift", because: "is handed raw bytes"),
            Ban.Permit("Sources/FuzzFrames", because: "is handed raw bytes"),
            Ban.Permit(
                "Sources/BenchDoor/RawSQLite.swift", because: "is the peer: SQLite without us"),
            Ban.Permit(
                "Sources/CheckinDaemon/ServiceManager", because: "speaks to systemd's socket"),
            Ban.Permit(
                "Sources/CheckinTesting/SeededExecutor.swift",
                because: "runs the jobs of a task, as only an executor may"),
            machinery, centralMachinery,
        ],
        within: ["Sources/"])

    static let xctest = Ban(
        texts: ["XCTest", "XCTestCase", "XCTAssert"], instead: "Swift Testing")

    static let disabling = Ban(
        texts: [".disabled("],
        instead: "mend the test or delete it; what lacks a tool says so and why")

    /// Marks of unfinished work, in any text of the tree. Written in halves, or this file had them.
    static let marks = ["FIX" + "ME", "TO" + "DO", "XX" + "X:"]

    /// Names that say nothing of what is inside.
    static let emptyNames: Set<String> = [
        "utils", "util", "utilities", "helpers", "helper", "managers", "models", "misc", "common",
        "shared", "stuff", "extensions",
    ]
}
