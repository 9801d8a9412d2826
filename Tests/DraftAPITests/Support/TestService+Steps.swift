import JSON
import Testing

/// Bytes that begin as an MP4 does, for tests that do not look into them. Another text makes another file.
func video(_ text: String = "a video", size: Int = 0) -> [UInt8] {
    var bytes: [UInt8] =
        [0, 0, 0, 24] + Array("ftypisom".utf8) + [0, 0, 2, 0] + Array("isomiso2".utf8) + Array(text.utf8)
    if bytes.count < size { bytes += [UInt8](repeating: 0x5a, count: size - bytes.count) }
    return bytes
}

/// The smallest beginning of a PNG.
let picture: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + Array("IHDR".utf8)

// The steps of the story, each checked to have worked.
extension TestService {
    /// Uploads bytes; returns the media's id.
    func upload(_ bytes: [UInt8] = video(), as person: Person) async throws -> String {
        let answer = try await send("POST", "/v1/media", as: person, ["Content-Type": "video/mp4"], bytes: bytes)
        try #require(answer.status == 201, "\(answer.text)")
        return try answer.string("id")
    }

    /// Makes a draft; returns its id.
    func draft(_ json: String = "{}", as person: Person) async throws -> String {
        let answer = try await post("/v1/drafts", as: person, json: json)
        try #require(answer.status == 201, "\(answer.text)")
        return try answer.string("id")
    }

    /// Makes a draft of one video; returns its id.
    func draftOfVideo(
        _ bytes: [UInt8] = video(), who: String = "only_me", saves: Bool = false, as person: Person
    ) async throws -> String {
        let media = try await upload(bytes, as: person)
        return try await draft(
            """
            {"clips": [{"media_id": "\(media)"}], "who_can_watch": "\(who)", "save_to_device": {"enabled": \(saves)}}
            """, as: person)
    }

    /// Uploads, makes a draft and posts it; returns the ids of the post, and of the job if it saves.
    func posting(
        _ bytes: [UInt8] = video(), who: String = "only_me", saves: Bool = false, as person: Person
    ) async throws -> (draft: String, post: String, job: String?) {
        let draft = try await draftOfVideo(bytes, who: who, saves: saves, as: person)
        let answer = try await post("/v1/drafts/\(draft)/post", as: person)
        try #require(answer.status == 202, "\(answer.text)")
        return (draft, try answer.string("post", "id"), try answer.json["job"]?["id"]?.string)
    }

    /// Posts with Save to device on and waits for the file; returns the id of the camera-roll item too.
    func saved(
        _ bytes: [UInt8] = video(), who: String = "only_me", as person: Person
    ) async throws -> (draft: String, post: String, job: String, item: String) {
        let made = try await posting(bytes, who: who, saves: true, as: person)
        let job = try #require(made.job)
        let ended = try await end(of: job, as: person)
        try #require(ended["state"] == "succeeded", "\(ended)")
        return (made.draft, made.post, job, try #require(ended["camera_roll_item_id"]?.string))
    }

    /// Waits for a job's end by the person's events, and returns the job as it ended.
    func end(of job: String, as person: Person) async throws -> JSONValue {
        try await job.reaches(["succeeded", "failed", "cancelled"], in: self, as: person)
    }

    /// Waits until a job is in a state, and returns it.
    func reaches(_ state: String, _ job: String, as person: Person) async throws -> JSONValue {
        try await job.reaches([state], in: self, as: person)
    }

    /// What a user has, by every list: two of them compare equal when nothing has changed.
    func state(of person: Person) async throws -> [String] {
        var state: [String] = []
        for path in [
            "/v1/devices", "/v1/media", "/v1/drafts", "/v1/drafts?state=posted", "/v1/drafts?state=deleted",
            "/v1/posts",
            "/v1/jobs", "/v1/camera-roll",
        ] {
            state.append(try await get(path, as: person).text)
        }
        return state + directory.files(in: "blobs") + directory.files(in: "incoming")
            + directory.files(in: "camera-roll")
    }
}

extension String {
    /// The job of this id once it is in one of the states.
    fileprivate func reaches(
        _ states: Set<String>, in service: TestService, as person: Person
    ) async throws -> JSONValue {
        // The stream is open before the job is asked for, so that its end cannot fall between the two.
        let events = try await service.events(as: person)
        let now = try await service.get("/v1/jobs/\(self)", as: person).json
        if let state = now["state"]?.string, states.contains(state) { return now }
        while true {
            let event = try await events.next()
            guard event.resource == "/v1/jobs/\(self)", let state = event.data["state"]?.string, states.contains(state)
            else { continue }
            return event.data
        }
    }
}
