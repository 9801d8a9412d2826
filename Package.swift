// swift-tools-version: 6.2
import PackageDescription

/// The language settings of every target: Swift 6 mode with the features that will be its defaults.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
]

/// The pure modules, which touch no system call, allow no warning at all.
let pure: [SwiftSetting] = settings + [.treatAllWarnings(as: .error)]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "draftroll",
    // For the client library in an app; the server itself runs on Linux.
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .executable(name: "draftroll", targets: ["draftroll"]),
        .executable(name: "draftroll-phone", targets: ["draftroll-phone"]),
        .library(name: "DraftrollClient", targets: ["DraftrollClient"]),
        .library(name: "HTTPServer", targets: ["HTTPServer", "HTTPWire"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        // Without its Foundation trait: the server keeps out of Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
        // Its file path is a type of swift-subprocess's interface.
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // The system's own libraries.
        .target(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        // The HTTP server: knows nothing of drafts.
        .target(name: "HTTPWire", swiftSettings: pure),
        .target(name: "Threads", dependencies: ["CLinux"], swiftSettings: settings),
        .target(
            name: "HTTPServer", dependencies: ["HTTPWire", "Threads", "CLinux", "COpenSSL", "CZlib", logging],
            swiftSettings: settings),

        // The drafts.
        .target(name: "Crypto", dependencies: ["COpenSSL"], swiftSettings: settings),
        .target(name: "JSON", swiftSettings: pure),
        .target(name: "DraftModel", dependencies: ["JSON"], swiftSettings: pure),
        .target(
            name: "DraftStore", dependencies: ["DraftModel", "JSON", "Crypto", "Threads", "CSQLite", "CLinux"],
            swiftSettings: settings),
        .target(name: "Media", dependencies: ["DraftModel", "JSON", subprocess, system], swiftSettings: settings),
        .target(
            name: "Jobs", dependencies: ["DraftStore", "DraftModel", "Media", "Crypto", "Threads", "CLinux", logging],
            swiftSettings: settings),
        .target(
            name: "DraftAPI",
            dependencies: [
                "HTTPServer", "HTTPWire", "DraftStore", "DraftModel", "JSON", "Media", "Jobs", "Crypto", "Threads",
                logging,
            ],
            swiftSettings: pure),

        // What people run and import.
        .target(name: "DraftrollClient", swiftSettings: settings),
        .executableTarget(
            name: "draftroll",
            dependencies: [
                "DraftAPI", "DraftStore", "DraftModel", "Jobs", "Media", "HTTPServer", "Crypto", "Threads", "CLinux",
                logging, argumentParser,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "draftroll-phone", dependencies: ["DraftrollClient", "Crypto", argumentParser],
            swiftSettings: settings),

        // Tests, laid out as the sources are.
        .target(name: "WireVectors", dependencies: ["HTTPWire"], path: "Tests/WireVectors", swiftSettings: settings),
        // The vectors as text, for checks that are no Swift (scripts/proxy-check).
        .executableTarget(
            name: "wire-vectors", dependencies: ["WireVectors"], path: "Tests/WireVectorsPrinter",
            swiftSettings: settings),
        .testTarget(name: "HTTPWireTests", dependencies: ["HTTPWire", "WireVectors"], swiftSettings: settings),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: [
                "HTTPServer", "HTTPWire", "WireVectors", "Threads", "CLinux", "CZlib", "COpenSSL", logging,
            ],
            swiftSettings: settings),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: settings),
        .testTarget(name: "CryptoTests", dependencies: ["Crypto"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(name: "DraftModelTests", dependencies: ["DraftModel", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "DraftStoreTests", dependencies: ["DraftStore", "DraftModel", "JSON", "Crypto", "Threads"],
            swiftSettings: settings),
        .testTarget(name: "MediaTests", dependencies: ["Media", "DraftModel", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "JobsTests",
            dependencies: ["Jobs", "DraftStore", "DraftModel", "Media", "Threads", "Crypto", "JSON", logging],
            swiftSettings: settings),
        .testTarget(
            name: "DraftAPITests",
            dependencies: [
                "DraftAPI", "HTTPServer", "HTTPWire", "DraftStore", "DraftModel", "JSON", "Media", "Jobs", "Crypto",
                "Threads", logging, yams,
            ],
            swiftSettings: settings),
        .testTarget(name: "DraftrollClientTests", dependencies: ["DraftrollClient", yams], swiftSettings: settings),
        // The built executable in a process of its own: starting, stopping, and being killed.
        .testTarget(
            name: "StoryTests", dependencies: ["draftroll", "Crypto", "JSON", "Threads"], swiftSettings: settings),
    ]
)
