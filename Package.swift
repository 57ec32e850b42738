// swift-tools-version:6.2
// The manifest is the map of the house: who exists, and who may know whom. LayeringTests holds
// every edge against its table; docs/ARCHITECTURE.md says what each room is for.

import PackageDescription

/// What every Swift target of this package is built with.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A room, leaf or ground target in `Sources/<name>`.
func room(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// An executable in `Sources/<name>`.
func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target in `Tests/<name>`; `data` are files that its tests read in place.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], data: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: data, swiftSettings: settings)
}

/// A C library of Debian's, found through pkg-config, in `Sources/<name>`.
func debian(_ name: String, pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// An edge of ours to a C++ library of Debian's, in `Sources/<name>`.
func cxx(_ name: String, links library: String, apt package: String) -> Target {
    .target(name: name, linkerSettings: [.linkedLibrary(library)])
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
    name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let httpClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
    name: "checkind",
    products: [
        .executable(name: "checkind", targets: ["CheckinDaemon"]),
        .executable(name: "checkin-central", targets: ["CentralDaemon"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C edges: one importer each.
        .target(name: "CV4L2"),
        .target(name: "CInput"),
        .target(name: "CThreads"),
        .target(name: "CClock"),
        debian("CV4LConvert", pkgConfig: "libv4lconvert", apt: "libv4l-dev"),
        debian("CTurboJPEG", pkgConfig: "libturbojpeg", apt: "libturbojpeg0-dev"),
        debian("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
        debian("CWebP", pkgConfig: "libwebp", apt: "libwebp-dev"),
        debian("CZBar", pkgConfig: "zbar", apt: "libzbar-dev"),
        cxx("CZXing", links: "ZXing", apt: "libzxing-dev"),
        debian("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
        debian("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        debian("CPostgreSQL", pkgConfig: "libpq", apt: "libpq-dev"),

        // Ground.
        room("CheckinCore", []),
        room("Cryptography", ["CheckinCore", "COpenSSL"]),
        room("Threads", ["CThreads"]),

        // Leaves.
        room("Validation", ["CheckinCore", "Cryptography"]),
        room("PostgresClient", ["CheckinCore", "Threads", "CPostgreSQL"]),
        room("WebEdge", ["CheckinCore", hummingbird, logging]),
        room("CodeDrawing", ["CheckinCore", "CQREncode"]),
        room("Wire", ["CheckinCore"]),

        // Rooms.
        room(
            "Scanner",
            [
                "CheckinCore", "Threads", "CV4L2", "CV4LConvert", "CTurboJPEG", "CPNG", "CWebP",
                "CZBar", "CZXing", "CInput", logging,
            ]),
        room(
            "Ledger",
            ["CheckinCore", "Cryptography", "Validation", "Threads", grdb, logging]),
        room(
            "CentralServer",
            [
                "CheckinCore", "Cryptography", "Validation", "WebEdge", "PostgresClient",
                hummingbird, logging, lifecycle,
            ], exclude: ["Migrations", "Trial"]),
        room(
            "SyncAgent",
            [
                "CheckinCore", "Cryptography", "Wire", httpClient, nioCore, nioHTTP1, nioSSL,
                logging,
            ]),
        room("Kiosk", ["CheckinCore", "WebEdge", "Cryptography", hummingbird, logging, lifecycle]),

        // Executables.
        executable(
            "CheckinDaemon",
            [
                "CheckinCore", "Cryptography", "Validation", "CodeDrawing", "Scanner", "Ledger",
                "Kiosk", "Wire", "SyncAgent", "CClock", arguments, logging, lifecycle, unixSignals,
                toml,
            ]),

        executable(
            "CentralDaemon",
            [
                "CheckinCore", "CentralServer", "PostgresClient", "CodeDrawing", arguments,
                logging, lifecycle, unixSignals,
            ]),

        // Tests only: the simulated world.
        room("CheckinTesting", ["CheckinCore", "Validation"]),

        // Fuzzers and benchmarks: never built by `make build`.
        executable("FuzzCodeText", ["CheckinCore", "Validation"]),
        executable("FuzzFrames", ["CheckinCore", "Scanner", "CheckinTesting"]),
        executable("BenchScanner", ["CheckinCore", "Scanner", "CheckinTesting", logging]),
        executable(
            "BenchDoor", ["CheckinCore", "Cryptography", "Validation", "Ledger", grdbSQLite]),

        executable(
            "SimulateVenue",
            [
                "CheckinCore", "Threads", "Validation", "Wire", "Ledger", "SyncAgent",
                "CheckinTesting", logging,
            ]),

        tests("CheckinCoreTests", ["CheckinCore"]),
        tests("CryptographyTests", ["CheckinCore", "Cryptography"]),
        tests("ValidationTests", ["CheckinCore", "Cryptography", "Validation", "CheckinTesting"]),
        tests("ThreadsTests", ["Threads"]),
        tests("PostgresClientTests", ["CheckinCore", "PostgresClient", "CheckinTesting"]),
        tests(
            "ScannerTests", ["CheckinCore", "Scanner", "CV4L2", "CheckinTesting", logging],
            data: ["Pictures"]),
        tests("DecodeTests", ["Scanner", "CZXing", "CheckinTesting"]),
        tests(
            "KeyboardTests", ["CheckinCore", "Scanner", "CInput", "CheckinTesting", logging]),
        tests(
            "LedgerTests",
            ["CheckinCore", "Cryptography", "Validation", "Ledger", "CheckinTesting", grdb]),
        tests(
            "CentralServerTests",
            ["Cryptography", "WebEdge", "PostgresClient", "CentralServer"]),
        tests("WireTests", ["CheckinCore", "Wire", "CheckinTesting"]),
        tests(
            "SyncAgentTests",
            [
                "CheckinCore", "Cryptography", "PostgresClient", "CentralServer", "Wire",
                "SyncAgent", "CheckinTesting", nioCore, nioPosix, nioSSL, logging, lifecycle,
            ]),
        tests(
            "KioskTests",
            [
                "CheckinCore", "WebEdge", "Kiosk", "CheckinTesting", hummingbird,
                hummingbirdTesting, logging, lifecycle,
            ]),
        tests(
            "CheckinDaemonTests",
            [
                "CheckinCore", "Cryptography", "Validation", "Wire", "SyncAgent", "CheckinDaemon",
                "Kiosk", "Ledger", logging,
            ]),
        tests("SimulationTests", ["CheckinCore", "Validation", "Ledger", "CheckinTesting"]),
        tests(
            "SimulateVenueTests", ["CheckinCore", "Validation", "SimulateVenue", "CheckinTesting"]),
        tests("LayeringTests", []),
        tests("TidyTests", []),
    ],
    cxxLanguageStandard: .cxx17
)
