/// What a draft must be like to be posted.
public enum PostingRules {
    /// Why the draft cannot be posted now; nil when it can.
    ///
    /// - Parameters:
    ///   - draft: the draft.
    ///   - media: the media of its clips.
    public static func refusal(draft: Draft, media: [Media]) -> Refusal? {
        switch draft.state {
        case .draft: break
        case .deleted:
            return Refusal(.draftDeleted, "The draft is among the recently deleted. Restore it before posting.")
        case .posted:
            return Refusal(
                .alreadyPosted, "The draft was posted already; one draft makes one post.", postID: draft.postID)
        }
        guard let clip = draft.clips.first else {
            return Refusal(.draftEmpty, "The draft has no clips. Add one before posting.")
        }
        guard draft.clips.count == 1 else { return needsRendering("has several clips") }
        guard let file = media.first(where: { $0.id == clip.mediaID }) else {
            return Refusal(
                .mediaNotFound, "The file of the draft's clip is gone. Upload it again and replace the clip.")
        }
        // Until rendering exists, what is posted is the one clip's file, byte for byte.
        switch file.kind {
        case .image: return needsRendering("has a picture as its clip")
        case .audio: return needsRendering("has a sound as its clip")
        case .video: break
        }
        guard clip.isWhole(of: file.duration) else { return needsRendering("has a trimmed clip") }
        return nil
    }

    private static func needsRendering(_ what: String) -> Refusal {
        Refusal(
            .renderingUnavailable,
            """
            The draft \(what), which must be rendered, and rendering is not available yet. \
            A draft of one whole video can be posted; this draft stays as it is.
            """)
    }
}
