internal import DraftModel
internal import JSON

/// Reads what ffprobe writes.
enum ProbeOutput {
    static func facts(in output: [UInt8], kind: MediaKind) throws(MediaProbe.Failure) -> MediaFacts {
        let json: JSONValue
        do {
            json = try JSONValue.parse(output)
        } catch {
            throw .unavailable("ffprobe's output: \(error)")
        }
        guard case .object(let root) = json, case .array(let streams) = root["streams"] ?? .null else {
            throw .notMedia("no streams")
        }
        let objects = streams.compactMap { stream -> JSONObject? in
            if case .object(let object) = stream { object } else { nil }
        }
        // The picture on the sleeve of a song is no video.
        let picture = objects.first { $0["codec_type"] == "video" && !isSleeve($0) && $0["codec_name"] != nil }
        let sound = objects.first { $0["codec_type"] == "audio" && $0["codec_name"] != nil }
        guard kind == .audio ? sound != nil : picture != nil else {
            throw .notMedia(kind == .audio ? "no sound in it" : "no picture in it")
        }
        var facts = MediaFacts()
        if kind != .image, case .object(let format) = root["format"] ?? .null {
            facts.duration = milliseconds(format["duration"])
        }
        facts.audioCodec = text(sound?["codec_name"])
        facts.soundChannels = integer(sound?["channels"])
        guard kind != .audio, let picture else { return facts }
        facts.videoCodec = text(picture["codec_name"])
        facts.width = integer(picture["width"])
        facts.height = integer(picture["height"])
        facts.rotation = rotation(kind == .image ? firstFrame(root) ?? picture : picture)
        if facts.rotation == 90 || facts.rotation == 270 { swap(&facts.width, &facts.height) }
        // Above `-max_pixels` ffprobe tells no size.
        guard let width = facts.width, let height = facts.height, width > 0, height > 0 else {
            throw .notMedia("a picture without a size, or too large to be looked at")
        }
        guard kind == .video else { return facts }
        facts.saysColorMatrix = text(picture["color_space"]).map { $0 != "unknown" } ?? false
        facts.frameRate = rate(picture["avg_frame_rate"])
        facts.pictureDuration = milliseconds(picture["duration"])
        return facts
    }

    private static func isSleeve(_ stream: JSONObject) -> Bool {
        guard case .object(let disposition) = stream["disposition"] ?? .null else { return false }
        return disposition["attached_pic"] == 1
    }

    private static func firstFrame(_ root: JSONObject) -> JSONObject? {
        guard case .array(let frames) = root["frames"] ?? .null, case .object(let frame) = frames.first else {
            return nil
        }
        return frame
    }

    /// ffprobe counts counter-clockwise, from -180 to 180.
    private static func rotation(_ object: JSONObject) -> Int {
        guard case .array(let sideData) = object["side_data_list"] ?? .null else { return 0 }
        for case .object(let data) in sideData {
            guard let degrees = integer(data["rotation"]) else { continue }
            return ((-degrees % 360) + 360) % 360
        }
        return 0
    }

    /// A fraction: `30000/1001`; `0/0` where it is not known.
    private static func rate(_ value: JSONValue?) -> Factor? {
        guard let parts = text(value)?.split(separator: "/"), parts.count == 2, let above = Int64(parts[0]),
            let below = Int64(parts[1]), above > 0, below > 0, above < 1 << 40
        else { return nil }
        return Factor(thousandths: (above * 1_000 + below / 2) / below)
    }

    private static func text(_ value: JSONValue?) -> String? {
        if case .string(let text) = value { text } else { nil }
    }

    private static func integer(_ value: JSONValue?) -> Int? {
        guard case .number(let number) = value else { return nil }
        return number.int64.flatMap { Int(exactly: $0) }
    }

    /// ffprobe writes seconds as a decimal string: `"3.033000"`.
    private static func milliseconds(_ value: JSONValue?) -> Milliseconds? {
        guard let text = text(value), let seconds = Double(text), seconds.isFinite, seconds >= 0, seconds < 1e9 else {
            return nil
        }
        return Milliseconds(Int64((seconds * 1_000).rounded()))
    }
}
