import JSON
import Threads

/// One of the clients that keep the service busy until it is killed. It writes down what it asks for before it asks,
/// and what it is told when it is told.
///
/// One thread at a time uses it: its own while the service runs, the test's between two runs.
final class StoryClient: @unchecked Sendable {
    /// What is done how often: weights of the operations.
    struct Habits: Sendable {
        var upload = 0
        var create = 0
        var edit = 0
        var post = 0
    }

    let name: String
    let account: Account
    private(set) var ledger = Ledger()
    private var generator: SeededGenerator
    private var sequence = 0

    init(name: String, account: Account, seed: UInt64) {
        self.name = name
        self.account = account
        generator = SeededGenerator(seed: seed)
    }

    /// Works until the service is gone.
    ///
    /// - Parameters:
    ///   - shared: a video whose media everybody's drafts may use.
    ///   - acknowledged: called after each operation that was acknowledged.
    func work(
        on port: UInt16, habits: Habits, shared: (id: String, video: Video), acknowledged: () -> Void
    ) throws {
        do {
            let connection = try HTTPConnection(port: port)
            while true {
                try step(connection, habits, shared)
                acknowledged()
            }
        } catch is ConnectionLost {
            return
        }
    }

    private func step(_ connection: HTTPConnection, _ habits: Habits, _ shared: (id: String, video: Video)) throws {
        let open = ledger.drafts.indices.filter { ledger.drafts[$0].post == nil }
        var choice = Int.random(in: 0..<(habits.upload + habits.create + habits.edit + habits.post), using: &generator)
        if choice < habits.upload { return try upload(connection) }
        choice -= habits.upload
        guard choice >= habits.create, let index = open.randomElement(using: &generator) else {
            return try create(connection, shared)
        }
        choice -= habits.create
        if choice < habits.edit { try edit(connection, index) } else { try post(connection, index) }
    }

    private func nextName(_ what: String) -> String {
        sequence += 1
        return "\(name)-\(what)-\(sequence)"
    }

    // MARK: The operations

    private func upload(_ connection: HTTPConnection) throws {
        let label = nextName("upload")
        // Some are larger than what is gathered before a write.
        let video = try Video(label: label, size: Int.random(in: 0..<600_000, using: &generator))
        ledger.uploads.append(Ledger.Upload(key: label, video: video))
        try sendUpload(ledger.uploads.count - 1, connection)
    }

    private func sendUpload(_ index: Int, _ connection: HTTPConnection) throws {
        let upload = ledger.uploads[index]
        let answer = try connection.request(
            "POST", "/v1/media", token: account.token, key: upload.key, type: "video/mp4", body: upload.video.bytes)
        let id = try Self.acknowledged(answer, 201, "id", "upload \(upload.key)")
        guard answer.json["sha256"]?.string == upload.video.sha256 else {
            throw TestFailure("upload \(upload.key) has another digest")
        }
        ledger.uploads[index].mediaID = try Self.same(upload.mediaID, id, "upload \(upload.key)")
    }

    private func create(_ connection: HTTPConnection, _ shared: (id: String, video: Video)) throws {
        let key = nextName("draft")
        // Half of the drafts use an upload of their own, where there is one.
        let own = ledger.uploads.filter { $0.mediaID != nil }.randomElement(using: &generator)
        let isOwn = Bool.random(using: &generator)
        let media = isOwn ? own?.mediaID ?? shared.id : shared.id
        let video = media == shared.id ? shared.video : own?.video ?? shared.video
        let body = #"{"caption":"\#(key)","clips":[{"media_id":"\#(media)"}],"save_to_device":{"enabled":true}}"#
        ledger.drafts.append(
            Ledger.Draft(
                key: key, body: body, video: video, content: Ledger.Content(caption: key, whoCanWatch: "only_me")))
        try sendCreate(ledger.drafts.count - 1, connection)
    }

    private func sendCreate(_ index: Int, _ connection: HTTPConnection) throws {
        let draft = ledger.drafts[index]
        let answer = try connection.request(
            "POST", "/v1/drafts", token: account.token, key: draft.key, body: Array(draft.body.utf8))
        let id = try Self.acknowledged(answer, 201, "id", "draft \(draft.key)")
        ledger.drafts[index].id = try Self.same(draft.id, id, "draft \(draft.key)")
    }

    private func edit(_ connection: HTTPConnection, _ index: Int) throws {
        guard let id = ledger.drafts[index].id else { return }
        var content = ledger.drafts[index].content
        let answer: Answer
        if Int.random(in: 0..<4, using: &generator) == 0 {
            content.whoCanWatch = content.whoCanWatch == "everyone" ? "only_me" : "everyone"
            ledger.drafts[index].pending = content
            let body = Array(#"{"who_can_watch":"\#(content.whoCanWatch)"}"#.utf8)
            answer = try connection.request("PUT", "/v1/drafts/\(id)/privacy", token: account.token, body: body)
        } else {
            content.caption = nextName("caption")
            ledger.drafts[index].pending = content
            let body = Array(#"{"caption":"\#(content.caption)"}"#.utf8)
            answer = try connection.request("PATCH", "/v1/drafts/\(id)", token: account.token, body: body)
        }
        guard answer.status == 200, let revision = answer.json["revision"]?.int64 else {
            throw TestFailure("changing \(id): \(answer.status) \(answer.text)")
        }
        guard Int(revision) == ledger.drafts[index].revision + 1 else {
            throw TestFailure("changing \(id) made revision \(revision) of \(ledger.drafts[index].revision)")
        }
        ledger.drafts[index].revision = Int(revision)
        ledger.drafts[index].content = content
        ledger.drafts[index].pending = nil
    }

    private func post(_ connection: HTTPConnection, _ index: Int) throws {
        guard ledger.drafts[index].id != nil else { return }
        ledger.drafts[index].post = Ledger.Post(key: nextName("post"))
        try sendPost(index, connection)
    }

    private func sendPost(_ index: Int, _ connection: HTTPConnection) throws {
        guard let id = ledger.drafts[index].id, let post = ledger.drafts[index].post else { return }
        let answer = try connection.request("POST", "/v1/drafts/\(id)/post", token: account.token, key: post.key)
        guard answer.status == 202, let postID = answer.json["post"]?["id"]?.string,
            let jobID = answer.json["job"]?["id"]?.string
        else { throw TestFailure("posting \(id): \(answer.status) \(answer.text)") }
        ledger.drafts[index].post?.id = try Self.same(post.id, postID, "post of \(id)")
        ledger.drafts[index].post?.jobID = try Self.same(post.jobID, jobID, "job of \(id)")
    }

    // MARK: After the kill

    /// Repeats every POST since the last kill with its key, answered or not, as a client does that does not know. The
    /// same must come of it.
    func repeatRequests(_ connection: HTTPConnection) throws {
        for index in ledger.uploads.indices where !ledger.uploads[index].isRepeated {
            try sendUpload(index, connection)
            ledger.uploads[index].isRepeated = true
        }
        for index in ledger.drafts.indices where !ledger.drafts[index].isRepeated {
            try sendCreate(index, connection)
            ledger.drafts[index].isRepeated = true
        }
        try settleChanges(connection)
        for index in ledger.drafts.indices where ledger.drafts[index].post?.isRepeated == false {
            try sendPost(index, connection)
            ledger.drafts[index].post?.isRepeated = true
        }
    }

    /// Finds out what became of the changes that were not answered.
    private func settleChanges(_ connection: HTTPConnection) throws {
        for index in ledger.drafts.indices {
            let draft = ledger.drafts[index]
            guard let id = draft.id else { throw TestFailure("draft \(draft.key) was not made") }
            let served = try connection.request("GET", "/v1/drafts/\(id)", token: account.token)
            guard served.status == 200, let revision = served.json["revision"]?.int64 else {
                throw TestFailure("draft \(id): \(served.status) \(served.text)")
            }
            let content = Ledger.Content(
                caption: served.json["caption"]?.string ?? "", whoCanWatch: served.json["who_can_watch"]?.string ?? "")
            // Posting makes a revision too, of the same content.
            let changes = Int(revision) - draft.revision - (served.json["state"] == "posted" ? 1 : 0)
            switch (changes, draft.pending) {
            case (0, _) where content == draft.content: break
            case (1, content?): break
            default:
                throw TestFailure(
                    "draft \(id) is \(content) at revision \(revision), acknowledged were \(draft.content) at \(draft.revision)"
                        + (draft.pending.map { ", and \($0) was sent" } ?? ""))
            }
            ledger.drafts[index].revision += changes
            ledger.drafts[index].content = content
            ledger.drafts[index].pending = nil
        }
    }

    // MARK: What an answer must be

    private static func acknowledged(_ answer: Answer, _ status: Int, _ member: String, _ what: String) throws -> String
    {
        guard answer.status == status, let id = answer.json[member]?.string else {
            throw TestFailure("\(what): \(answer.status) \(answer.text)")
        }
        return id
    }

    /// The id that a repeated request gives, which must be that of the first answer.
    private static func same(_ known: String?, _ id: String, _ what: String) throws -> String {
        if let known, known != id { throw TestFailure("\(what) was \(known) and is \(id)") }
        return id
    }
}
