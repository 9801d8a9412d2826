/// An uploaded video, sound or picture. It never changes.
public struct Media: Sendable, Hashable {
    public var id: MediaID
    public var ownerID: UserID
    public var kind: MediaKind
    /// Its type as found in its content, such as `video/mp4`.
    public var contentType: String
    /// The extension that its container has, in lower case and without a dot: `mp4`, `mov`, `jpg`.
    public var fileExtension: String
    /// In bytes.
    public var size: Int64
    /// SHA-256 of its bytes, 64 hexadecimal digits in lower case.
    public var sha256: String
    /// What the file was called where it came from.
    public var fileName: String?
    /// Nil for pictures.
    public var duration: Milliseconds?
    /// In pixels, as shown (after rotation); nil for sounds.
    public var width: Int?
    public var height: Int?
    /// What else was found in it.
    public var details: Details
    public var createdAt: Timestamp

    /// What a look into a file finds. Each is nil where it is not known or does not apply.
    public struct Details: Sendable, Hashable {
        /// The container, by the name of its format: `mp4`, `matroska`, `wav`.
        public var container: String?
        /// Such as `h264`; nil where there is no picture.
        public var videoCodec: String?
        /// Such as `aac`; nil where there is no sound.
        public var audioCodec: String?
        /// Pictures each second; videos only.
        public var frameRate: Factor?
        /// By how many degrees the picture is turned clockwise to be shown: 0, 90, 180 or 270.
        public var rotation: Int?

        public init(
            container: String? = nil, videoCodec: String? = nil, audioCodec: String? = nil, frameRate: Factor? = nil,
            rotation: Int? = nil
        ) {
            self.container = container
            self.videoCodec = videoCodec
            self.audioCodec = audioCodec
            self.frameRate = frameRate
            self.rotation = rotation
        }
    }

    public init(
        id: MediaID, ownerID: UserID, kind: MediaKind, contentType: String, fileExtension: String, size: Int64,
        sha256: String, fileName: String?, duration: Milliseconds?, width: Int?, height: Int?,
        details: Details = Details(), createdAt: Timestamp
    ) {
        self.id = id
        self.ownerID = ownerID
        self.kind = kind
        self.contentType = contentType
        self.fileExtension = fileExtension
        self.size = size
        self.sha256 = sha256
        self.fileName = fileName
        self.duration = duration
        self.width = width
        self.height = height
        self.details = details
        self.createdAt = createdAt
    }
}
