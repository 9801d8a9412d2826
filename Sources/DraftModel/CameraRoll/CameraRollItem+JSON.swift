public import JSON

extension CameraRollItem {
    /// The item as its owner sees it. `contentURL` is signed and works until `expiresAt`.
    public func write(to writer: inout JSONWriter, contentURL: String, expiresAt: Timestamp) {
        writer.object {
            $0.member("id", id)
            $0.member("device_id", deviceID)
            $0.member("post_id", postID)
            $0.member("file_name", name.fileName)
            $0.member("path", path)
            $0.member("content_type", contentType)
            $0.member("size", size)
            $0.member("sha256", sha256)
            $0.contentMembers(url: contentURL, expiresAt: expiresAt)
            $0.member("saved_at", savedAt)
        }
    }
}
