import DraftModel
import JSON

/// Values that tests begin with.
enum Samples {
    /// 2026-11-22T12:00:00.000Z.
    static let noon = Timestamp(millisecondsSince1970: 1_795_348_800_000)
    static let later = noon.adding(.seconds(60))

    static func id<Tag: IdentifierTag>(_ number: UInt64, _ type: Identifier<Tag>.Type = Identifier<Tag>.self)
        -> Identifier<Tag>
    {
        Identifier(timestamp: noon, random: (number, 0))
    }

    static let maya: UserID = id(1)
    static let leo: UserID = id(2)

    static func media(
        _ number: UInt64 = 1, kind: MediaKind = .video, duration: Milliseconds? = Milliseconds(5_000)
    ) -> Media {
        Media(
            id: id(number), ownerID: maya, kind: kind, contentType: "video/mp4", fileExtension: "mp4", size: 1_000,
            sha256: String(repeating: "ab", count: 32), fileName: "beach.mp4", duration: duration, width: 1_080,
            height: 1_920, createdAt: noon)
    }

    static func draft(clips: [Clip] = []) -> Draft {
        Draft(id: id(7), ownerID: maya, clips: clips, createdAt: noon, updatedAt: noon)
    }

    static func new(_ input: JSONValue) throws(JSONFieldErrors) -> Draft {
        try Draft.new(id: id(7), owner: maya, at: noon, input: input)
    }

    static func device(_ platform: Platform) throws -> Device {
        let name = try DeviceName("iPhone")
        return Device(
            id: id(3), ownerID: maya, name: name, platform: platform, folder: DeviceFolder(for: name, taken: []),
            storageLimit: nil, storageUsed: 0, createdAt: noon)
    }

    static func job(_ state: Job.State, attempts: Int = 0) -> Job {
        Job(
            id: id(8), ownerID: maya, state: state, postID: id(9), deviceID: id(3), attempts: attempts,
            progress: Job.Progress(bytesTotal: 100), createdAt: noon, updatedAt: noon)
    }

    static func json(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONFieldErrors {
    /// "path code" of each, for comparing.
    var summary: [String] { errors.map { "\($0.path) \($0.code)" } }
}
