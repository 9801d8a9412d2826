// swift-tools-version: 6.2
import PackageDescription

/// The server that `scripts/bench http` measures: the HTTP server as anybody else would use it, without the drafts.
/// SwiftPM knows a package at a path by its folder: were this one called Draftroll, it could not find one in a clone that is.
let package = Package(
    name: "bench-draftroll",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "draftroll", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        .executableTarget(
            name: "bench-draftroll",
            dependencies: [
                .product(name: "HTTPServer", package: "draftroll"), .product(name: "Logging", package: "swift-log"),
            ])
    ]
)
