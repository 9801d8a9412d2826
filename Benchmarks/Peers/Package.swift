// swift-tools-version: 6.2
import PackageDescription

/// The Swift servers that `scripts/bench http` compares ours with, each the smallest program that answers the same bytes.
/// A package of its own, so that nobody who builds Draftroll builds its peers.
let package = Package(
    name: "peers",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(
            name: "bench-hummingbird",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .executableTarget(name: "bench-flyingfox", dependencies: [.product(name: "FlyingFox", package: "FlyingFox")]),
    ]
)
