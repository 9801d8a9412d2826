public import Crypto
public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO camera_roll (id, owner_id, device_id, post_id, job_id, state, folder, file_name, path, content_type,
            size, sha256) VALUES (?, ?, ?, ?, ?, 'reserved', ?, ?, ?, ?, ?, ?)
        """
    static let byID: StaticString = """
        SELECT id, owner_id, device_id, post_id, folder, file_name, path, content_type, size, sha256, saved_at
        FROM camera_roll WHERE id = ? AND owner_id = ? AND state = 'saved'
        """
    static let ofJob: StaticString = """
        SELECT id, owner_id, device_id, post_id, folder, file_name, path, content_type, size, sha256, saved_at
        FROM camera_roll WHERE job_id = ? AND state <> 'deleted'
        """
    static let ofOwner: StaticString = """
        SELECT id, owner_id, device_id, post_id, folder, file_name, path, content_type, size, sha256, saved_at
        FROM camera_roll
        WHERE owner_id = ?1 AND state = 'saved' AND (saved_at, id) < (?2, ?3) AND (?5 IS NULL OR device_id = ?5)
        ORDER BY saved_at DESC, id DESC LIMIT ?4
        """
    static let namesOfSecond: StaticString = """
        SELECT file_name FROM camera_roll
        WHERE device_id = ?1 AND folder = 'Camera' AND file_name >= ?2 AND file_name < ?2 || '~'
        """
    static let save: StaticString = "UPDATE camera_roll SET state = 'saved', saved_at = ?2 WHERE id = ?1"
    static let delete: StaticString = "UPDATE camera_roll SET state = 'deleted' WHERE id = ?"
    static let ofPath: StaticString = "SELECT state, size, sha256 FROM camera_roll WHERE path = ?"
}

/// What stands at a path of the camera rolls.
public enum CameraRollFileState: String, Sendable, Hashable {
    /// The name is kept for a job, which may or may not have put the file there.
    case reserved
    /// The file is there.
    case saved
    /// The name was given and is free of a file.
    case deleted
}

/// What is known of a file of the camera rolls.
public struct CameraRollFile: Sendable, Hashable {
    public let state: CameraRollFileState
    /// What the file is if it is the one that was named: its size in bytes and its SHA-256.
    public let size: Int64
    public let digest: Digest256
}

extension SQLiteRow {
    fileprivate func cameraRollItem() throws(StoreError) -> CameraRollItem {
        CameraRollItem(
            id: try identifier(0), ownerID: try identifier(1), deviceID: try identifier(2), postID: try identifier(3),
            name: CameraRollName(folder: text(4), fileName: text(5)), path: text(6), contentType: text(7),
            size: int64(8), sha256: try digest(9).hex, savedAt: optionalTimestamp(10))
    }
}

extension StoreReader {
    /// A saved video of the user's; nil if there is none or it is somebody else's.
    public func cameraRollItem(_ id: CameraRollItemID, owner: UserID) throws(StoreError) -> CameraRollItem? {
        try connection.first(SQL.byID, id, owner) { row throws(StoreError) in try row.cameraRollItem() }
    }

    /// The user's saved videos, the latest first; only those of a device, if one is given.
    public func cameraRoll(
        of owner: UserID, device: DeviceID? = nil, page: PageRequest
    ) throws(StoreError) -> Page<CameraRollItem> {
        let items = try connection.all(SQL.ofOwner, owner, page.afterKey, page.afterID, page.fetched, device) {
            row throws(StoreError) in try row.cameraRollItem()
        }
        return Page(items, page) { PageCursor(key: $0.savedAt?.millisecondsSince1970 ?? 0, id: $0.id.text) }
    }

    /// What is known of a file by its path from the data directory; nil if the store never gave that name. For removing
    /// what a killed process left behind.
    public func cameraRollFile(path: String) throws(StoreError) -> CameraRollFile? {
        try connection.first(SQL.ofPath, path) { row throws(StoreError) in
            CameraRollFile(state: try row.choice(0), size: row.int64(1), digest: try row.digest(2))
        }
    }
}

extension Transaction {
    /// Keeps a name and room in the camera roll for a job's video. Asked again for the same job, gives the same item.
    ///
    /// - Throws: `leaseLost`; `jobError` with `storage_full` if the device's limit, reserved items included, leaves no
    ///   room or no name is left, with `source_missing` if the post is gone, and with `music_not_licensed`.
    public func reserveCameraRollItem(
        for claimed: ClaimedJob
    ) throws(StoreError) -> (claimed: ClaimedJob, item: CameraRollItem) {
        let current = try held(claimed)
        if let item = try reservedItem(of: current.id) { return (ClaimedJob(job: current, claim: claimed.claim), item) }
        let (post, video) = try source(of: current)
        guard let digest = Digest256(hex: video.sha256) else { throw StoreError(.corrupt, cause: "not a SHA-256") }
        guard let id = current.deviceID, let device = try connection.device(id, owner: current.ownerID) else {
            throw StoreError(.deviceMissing)
        }
        guard device.hasRoom(for: video.size) else {
            throw StoreError(
                .jobError(
                    JobError(
                        code: .storageFull,
                        detail: """
                            The video has \(video.size) bytes; \(device.name) allows \(device.storageLimit ?? 0) \
                            and \(device.storageUsed) are used. Delete videos or raise the limit, then retry.
                            """)))
        }
        let name = try takeName(on: device, fileExtension: video.fileExtension)
        let item = CameraRollItem(
            id: try makeID(), ownerID: current.ownerID, deviceID: device.id, postID: post.post.id, name: name,
            path: name.path(handle: post.author.handle, deviceFolder: device.folder),
            contentType: video.contentType, size: video.size, sha256: video.sha256)
        try connection.run(
            SQL.insert, item.id, item.ownerID, item.deviceID, item.postID, current.id, name.folder, name.fileName,
            item.path, item.contentType, item.size, digest)
        try addStorage(item.size, to: device)
        let job = try step { () throws(JobTransitionError) in try current.reserving(item.id, at: now) }
        try save(job)
        return (ClaimedJob(job: job, claim: claimed.claim), item)
    }

    /// The post that a job saves, and its video. Throws `jobError` where there is nothing that may be saved.
    private func source(of job: Job) throws(StoreError) -> (PublishedPost, Post.Video) {
        guard let id = job.postID, let post = try connection.post(id) else {
            throw StoreError(.jobError(JobError(code: .sourceMissing, detail: "The post was deleted.")))
        }
        guard let video = post.post.video else {
            throw StoreError(
                .jobError(
                    JobError(code: .sourceMissing, detail: "The post has no video to save. Post the draft again.")))
        }
        guard post.post.isLicensedForSaving else {
            throw StoreError(
                .jobError(
                    JobError(
                        code: .musicNotLicensed,
                        detail: """
                            The music in the video may be posted but not saved to a device. Make a draft with other \
                            music to save it.
                            """)))
        }
        return (post, video)
    }

    /// Deletes a saved video: its room is free again, its name is not. The caller removes the file once this is
    /// committed. Throws `notFound`.
    public func deleteCameraRollItem(_ id: CameraRollItemID, owner: UserID) throws(StoreError) -> CameraRollItem {
        let item = try connection.first(SQL.byID, id, owner) { row throws(StoreError) in try row.cameraRollItem() }
        guard let item else { throw StoreError(.notFound) }
        try free(item)
        try record(.cameraRoll, .deleted, for: owner, resource: "/v1/camera-roll/\(id)")
        return item
    }

    /// Makes the item a job reserved visible.
    func saveReservedItem(of job: Job) throws(StoreError) -> CameraRollItem {
        guard var item = try reservedItem(of: job.id) else {
            throw StoreError(.corrupt, cause: "a job without its reserved item")
        }
        guard item.savedAt == nil else { return item }
        try connection.run(SQL.save, item.id, now)
        item.savedAt = now
        try record(.cameraRoll, .created, for: item.ownerID, resource: "/v1/camera-roll/\(item.id)")
        return item
    }

    /// Gives back what a job reserved, if it has not been saved.
    func releaseReservedItem(of job: Job) throws(StoreError) {
        guard let item = try reservedItem(of: job.id), item.savedAt == nil else { return }
        try free(item)
    }

    private func reservedItem(of job: JobID) throws(StoreError) -> CameraRollItem? {
        try connection.first(SQL.ofJob, job) { row throws(StoreError) in try row.cameraRollItem() }
    }

    private func free(_ item: CameraRollItem) throws(StoreError) {
        try connection.run(SQL.delete, item.id)
        if let device = try connection.device(item.deviceID, owner: item.ownerID) {
            try addStorage(-item.size, to: device)
        }
    }

    private func takeName(on device: Device, fileExtension: String) throws(StoreError) -> CameraRollName {
        switch device.platform {
        case .ios:
            let last = try cameraRollPosition(of: device.id)
            let taken: CameraRollNaming.IOSName
            do throws(JobError) {
                taken = try CameraRollNaming.ios(after: last, fileExtension: fileExtension)
            } catch { throw StoreError(.jobError(error)) }
            try setCameraRollPosition(taken.position, of: device.id)
            return taken.name
        case .android:
            let stem = CameraRollNaming.androidStem(at: now)
            let names = try connection.all(SQL.namesOfSecond, device.id, stem) { $0.text(0) }
            return CameraRollNaming.android(at: now, taken: Set(names), fileExtension: fileExtension)
        }
    }
}
