public import JSON

extension Media {
    /// The media as its owner sees it. `contentURL` is signed and works until `expiresAt`.
    public func write(to writer: inout JSONWriter, contentURL: String, expiresAt: Timestamp) {
        writer.object {
            $0.member("id", id)
            $0.member("kind", kind.rawValue)
            $0.member("content_type", contentType)
            $0.member("size", size)
            $0.member("sha256", sha256)
            $0.member("file_name", fileName)
            $0.member("duration_ms", duration)
            $0.member("width", width)
            $0.member("height", height)
            $0.member("container", details.container)
            $0.member("video_codec", details.videoCodec)
            $0.member("audio_codec", details.audioCodec)
            $0.member("frame_rate", details.frameRate?.json ?? .null)
            $0.member("rotation", details.rotation)
            $0.contentMembers(url: contentURL, expiresAt: expiresAt)
            $0.member("created_at", createdAt)
        }
    }
}
