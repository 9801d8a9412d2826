import JSON

/// Somebody who is signed in.
struct Account: Sendable {
    var handle: String
    var token: String

    /// Signs up over a running service.
    init(handle: String, on port: UInt16) throws {
        let body = #"{"handle":"\#(handle)","password":"a long password"}"#
        let answer = try HTTPConnection(port: port).request("POST", "/v1/users", body: Array(body.utf8))
        guard answer.status == 201, let token = answer.json["token"]?.string else {
            throw TestFailure("signing up: \(answer.status) \(answer.text)")
        }
        self.handle = handle
        self.token = token
    }
}

extension HTTPConnection {
    /// Uploads a video and gives the id of the media.
    func upload(_ video: Video, as account: Account) throws -> String {
        let answer = try request("POST", "/v1/media", token: account.token, type: "video/mp4", body: video.bytes)
        guard answer.status == 201, let id = answer.json["id"]?.string else {
            throw TestFailure("uploading: \(answer.status) \(answer.text)")
        }
        return id
    }

    /// Makes a draft of one clip that is to be saved to the device, and gives its id.
    func makeDraft(of media: String, as account: Account) throws -> String {
        let body = #"{"clips":[{"media_id":"\#(media)"}],"save_to_device":{"enabled":true}}"#
        let answer = try request("POST", "/v1/drafts", token: account.token, body: Array(body.utf8))
        guard answer.status == 201, let id = answer.json["id"]?.string else {
            throw TestFailure("making a draft: \(answer.status) \(answer.text)")
        }
        return id
    }

    /// Posts a draft and gives the id of the job that saves it.
    func post(_ draft: String, as account: Account) throws -> String {
        let answer = try request("POST", "/v1/drafts/\(draft)/post", token: account.token)
        guard answer.status == 202, let id = answer.json["job"]?["id"]?.string else {
            throw TestFailure("posting: \(answer.status) \(answer.text)")
        }
        return id
    }

    /// The job once it has ended, however.
    func endedJob(_ id: String, as account: Account) throws -> JSONValue {
        var job = JSONValue.null
        try eventually("job \(id) has ended") {
            job = try request("GET", "/v1/jobs/\(id)", token: account.token).json
            return ["succeeded", "failed", "cancelled"].contains(job["state"]?.string)
        }
        return job
    }

    /// Every item of a list, over all its pages.
    func all(_ path: String, as account: Account) throws -> [JSONValue] {
        var items: [JSONValue] = []
        var cursor: String?
        let separator = path.contains("?") ? "&" : "?"
        repeat {
            let query = separator + "limit=100" + (cursor.map { "&cursor=\($0)" } ?? "")
            let page = try request("GET", path + query, token: account.token)
            guard page.status == 200, let some = page.json["items"]?.array else {
                throw TestFailure("GET \(path): \(page.status) \(page.text)")
            }
            items += some
            cursor = page.json["next_cursor"]?.string
        } while cursor != nil
        return items
    }
}
