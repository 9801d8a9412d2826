import JSON

/// Looks at everything that a service has, through its API and on its disk, and compares it with the ledgers.
struct Inspection {
    let data: String
    let clients: [StoryClient]
    /// Media that belong to no ledger, and the video they all are of.
    let sharedMedia: Set<String>
    let sharedVideo: Video
    /// Files of camera rolls that were hashed before: they are written once.
    var hashed: [String: String] = [:]

    /// - Throws: `TestFailure` with the first thing that is not as it should be.
    mutating func check(_ connection: HTTPConnection) throws {
        var digests: Set<String> = [sharedVideo.sha256]
        var files: [String: String] = [:]
        for account in accounts {
            try checkMedia(of: account, connection, &digests)
            try checkPosts(of: account, connection, &files)
        }
        try checkFiles(digests, files)
    }

    private var accounts: [Account] {
        var accounts: [String: Account] = [:]
        for client in clients { accounts[client.account.handle] = client.account }
        return Array(accounts.values)
    }

    private func drafts(of account: Account) -> [Ledger.Draft] {
        clients.filter { $0.account.handle == account.handle }.flatMap(\.ledger.drafts)
    }

    /// Every upload is there, can be read, and there are no others.
    private func checkMedia(of account: Account, _ connection: HTTPConnection, _ digests: inout Set<String>) throws {
        var expected: [String: Video] = [:]
        for upload in clients.filter({ $0.account.handle == account.handle }).flatMap(\.ledger.uploads) {
            guard let id = upload.mediaID else { throw TestFailure("upload \(upload.key) was lost") }
            expected[id] = upload.video
        }
        for media in try connection.all("/v1/media", as: account) {
            let id = media["id"]?.string ?? ""
            if sharedMedia.contains(id) { continue }
            guard let video = expected.removeValue(forKey: id) else {
                throw TestFailure("media \(id) is nobody's upload")
            }
            digests.insert(video.sha256)
            let content = try connection.request("GET", "/v1/media/\(id)/content", token: account.token)
            guard content.status == 200, content.body == video.bytes else {
                throw TestFailure("media \(id): \(content.status), \(content.body.count) of \(video.bytes.count) bytes")
            }
        }
        guard expected.isEmpty else { throw TestFailure("media are not listed: \(expected.keys.sorted())") }
    }

    /// One post for each posted draft, its job done, and one file of the right content.
    private func checkPosts(
        of account: Account, _ connection: HTTPConnection, _ files: inout [String: String]
    ) throws {
        var items: [String: [JSONValue]] = [:]
        let posted = drafts(of: account).filter { $0.post != nil }
        for draft in posted {
            guard let job = draft.post?.jobID else { throw TestFailure("draft \(draft.key) has no job") }
            let ended = try connection.endedJob(job, as: account)
            guard ended["state"] == "succeeded" else {
                throw TestFailure(
                    "job \(job) is \(ended["state"]?.string ?? ""): \(ended["error"]?["detail"]?.string ?? "")")
            }
        }
        for item in try connection.all("/v1/camera-roll", as: account) {
            items[item["post_id"]?.string ?? "", default: []].append(item)
        }
        var posts = Set(try connection.all("/v1/posts", as: account).compactMap { $0["id"]?.string })
        for draft in posted {
            guard let id = draft.post?.id, posts.remove(id) != nil else {
                throw TestFailure("the post of \(draft.key) is lost")
            }
            guard let item = items.removeValue(forKey: id), item.count == 1, let path = item[0]["path"]?.string else {
                throw TestFailure("post \(id) has not one item in the camera roll")
            }
            guard files.updateValue(draft.video.sha256, forKey: path) == nil else {
                throw TestFailure("\(path) stands for two posts")
            }
        }
        guard posts.isEmpty, items.isEmpty else {
            throw TestFailure("there is more than was posted: \(posts.sorted()) \(items.keys.sorted())")
        }
    }

    /// On the disk is what rows speak of, and nothing else.
    private mutating func checkFiles(_ digests: Set<String>, _ files: [String: String]) throws {
        var left = files
        var blobs = digests
        for path in FileReading.files(below: data) {
            let parts = path.split(separator: "/")
            switch parts.first {
            case "draftroll.db", "draftroll.db-wal", "draftroll.db-shm", "draftroll.lock": break
            case "blobs":
                guard parts.count == 3, parts[1] == parts[2].prefix(2), blobs.remove(String(parts[2])) != nil else {
                    throw TestFailure("stray file \(path)")
                }
            case "camera-roll":
                guard let expected = left.removeValue(forKey: path) else { throw TestFailure("stray file \(path)") }
                let sum = try hashed[path] ?? FileReading.sha256(data + "/" + path)
                guard sum == expected else { throw TestFailure("\(path) has the digest \(sum), not \(expected)") }
                hashed[path] = sum
            default: throw TestFailure("stray file \(path)")
            }
        }
        guard left.isEmpty, blobs.isEmpty else {
            throw TestFailure("files are missing: \(left.keys.sorted()) \(blobs.sorted())")
        }
    }
}
