internal import JSON

extension Clip {
    /// What creators know from elsewhere and a clip cannot have here.
    static let unsupportedNames: [(name: String, instead: String?)] = [
        ("music", "the music of the draft"), ("sound", "the music of the draft"), ("filter", "the filter of the draft"),
        ("filters", "the filter of the draft"), ("effects", "the effects of the draft"),
        ("text", "the texts of the draft"), ("texts", "the texts of the draft"),
        ("stickers", "the stickers of the draft"), ("cover", "the cover of the draft"), ("reverse", nil),
        ("keyframes", nil), ("voice_effect", nil),
    ]

    /// How long a transition may be, in milliseconds.
    static let transitionRange: ClosedRange<Int64> = 100...2_000

    var json: JSONValue {
        [
            "media_id": .string(mediaID.text),
            "start_ms": start.json,
            "end_ms": end?.json ?? .null,
            "duration_ms": duration?.json ?? .null,
            "volume": volume.json,
            "muted": .bool(isMuted),
            "fit": .string(fit.rawValue),
            "speed": speed.json,
            "rotation": .number(JSONNumber(Int64(rotation))),
            "crop": crop?.json ?? .null,
            "transition": transition.map { ["type": "crossfade", "duration_ms": $0.json] } ?? .null,
        ]
    }

    /// Reads a clip; nil, reported, when the media id is missing or malformed.
    init?(from reader: inout JSONObjectReader) {
        reader.refuseUnsupportedParts(Self.unsupportedNames)
        let mediaID: MediaID? = reader.identifier("media_id")
        let latest = Draft.maximumClipEnd.count
        let start = reader.optionalInteger("start_ms", in: 0...(latest - 1)) ?? 0
        let end = reader.end(after: start, latest: latest)
        let duration = reader.optionalMilliseconds("duration_ms", in: 100...60_000)
        let volume = reader.optionalFactor("volume", in: 0...2) ?? .one
        let isMuted = reader.optionalBool("muted") ?? false
        let fit: Fit = reader.optionalChoice("fit") ?? .fit
        let speed = reader.optionalFactor("speed", in: 0.3...3) ?? .one
        let rotation = Self.rotation(from: &reader)
        let crop = reader.optionalObject("crop") { Crop(from: &$0) }
        let transition = reader.optionalObject("transition") { Self.transition(from: &$0) } ?? nil
        guard let mediaID else { return nil }
        self.init(
            mediaID: mediaID, start: Milliseconds(start), end: end, duration: duration, volume: volume,
            isMuted: isMuted, fit: fit, speed: speed, rotation: rotation, crop: crop, transition: transition)
    }

    private static func rotation(from reader: inout JSONObjectReader) -> Int {
        guard let degrees = reader.optionalInteger("rotation") else { return 0 }
        guard [0, 90, 180, 270].contains(degrees) else {
            reader.refuse("rotation", code: "out_of_range", detail: "Expected 0, 90, 180 or 270 degrees.")
            return 0
        }
        return Int(degrees)
    }

    private enum TransitionType: String, CaseIterable {
        case crossfade
    }

    private static func transition(from reader: inout JSONObjectReader) -> Milliseconds? {
        let type: TransitionType? = reader.choice("type")
        let duration = reader.optionalMilliseconds("duration_ms", in: transitionRange) ?? Milliseconds(500)
        return type == nil ? nil : duration
    }
}

extension Clip.Crop {
    var json: JSONValue { ["x": x.json, "y": y.json, "width": width.json, "height": height.json] }

    init(from reader: inout JSONObjectReader) {
        x = reader.optionalFactor("x", in: 0...0.95) ?? .zero
        y = reader.optionalFactor("y", in: 0...0.95) ?? .zero
        width = reader.optionalFactor("width", in: 0.05...1) ?? Factor(thousandths: 1_000 - x.thousandths)
        height = reader.optionalFactor("height", in: 0.05...1) ?? Factor(thousandths: 1_000 - y.thousandths)
        if x.thousandths + width.thousandths > 1_000 {
            reader.refuse("width", code: "out_of_range", detail: "Expected x and width to be at most 1 together.")
        }
        if y.thousandths + height.thousandths > 1_000 {
            reader.refuse("height", code: "out_of_range", detail: "Expected y and height to be at most 1 together.")
        }
    }
}
