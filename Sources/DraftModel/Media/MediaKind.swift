/// What an uploaded file is.
public enum MediaKind: String, Sendable, Hashable, CaseIterable {
    case video
    case audio
    case image
}
