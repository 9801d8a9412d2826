public import JSON

/// What an upload may be like. Published: clients can check before they send gigabytes.
public enum MediaLimits {
    /// In bytes: 4 GiB.
    public static let maximumSize: Int64 = 4 << 30
    /// Ten minutes, of a video or sound.
    public static let maximumDuration = Milliseconds(600_000)
    /// Sides of a video, in pixels.
    public static let videoSides = 360...4_096
    /// Sides of a picture, in pixels: above what any phone takes, below what exhausts memory.
    public static let pictureSides = 1...8_192
    /// Pictures each second of a video.
    public static let frameRates = 23...60

    /// Each limit that a file breaks, with the limit. What is not known breaks none.
    public static func problems(
        kind: MediaKind, duration: Milliseconds?, width: Int?, height: Int?, frameRate: Factor?
    ) -> [JSONFieldError] {
        var problems: [JSONFieldError] = []
        func refuse(_ path: String, _ detail: String) {
            problems.append(JSONFieldError(path: path, code: "out_of_range", detail: detail))
        }
        if kind != .image, let duration, duration > maximumDuration {
            refuse(
                "/duration_ms",
                "A file may be 10 minutes long (\(maximumDuration.count) ms), and this one is \(duration.count) ms.")
        }
        if kind != .audio {
            let sides = kind == .video ? videoSides : pictureSides
            let name = kind == .video ? "video" : "picture"
            for (path, side) in [("/width", width), ("/height", height)] {
                guard let side, !sides.contains(side) else { continue }
                refuse(
                    path,
                    "Each side of a \(name) has \(sides.lowerBound) to \(sides.upperBound) pixels, and this has \(side)."
                )
            }
        }
        // Cameras are a little off: 23.976 is 23 to 60, and so is 60.01.
        let slowest = Factor(thousandths: Int64(frameRates.lowerBound) * 1_000 - 50)
        let fastest = Factor(thousandths: Int64(frameRates.upperBound) * 1_000 + 500)
        if kind == .video, let frameRate, frameRate < slowest || frameRate > fastest {
            refuse(
                "/frame_rate",
                "A video has \(frameRates.lowerBound) to \(frameRates.upperBound) pictures each second, and this has \(frameRate.decimal)."
            )
        }
        return problems
    }
}
