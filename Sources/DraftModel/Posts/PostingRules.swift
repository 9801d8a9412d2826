/// What a draft must be like to be posted.
public enum PostingRules {
    /// Why the draft cannot be posted now; nil when it can.
    ///
    /// - Parameters:
    ///   - draft: the draft.
    ///   - media: the files it uses, by id.
    ///   - canRender: whether its finished video can be made here, or is there already.
    public static func refusal(draft: Draft, media: [MediaID: Media], canRender: Bool) -> Refusal? {
        switch draft.state {
        case .draft: break
        case .deleted:
            return Refusal(.draftDeleted, "The draft is among the recently deleted. Restore it before posting.")
        case .posted:
            return Refusal(
                .alreadyPosted, "The draft was posted already; one draft makes one post.", postID: draft.postID)
        }
        return refusalOfRendering(draft: draft, media: media, canRender: canRender)
    }

    /// Why there is no finished video of the draft and cannot be one; nil when there can.
    public static func refusalOfRendering(draft: Draft, media: [MediaID: Media], canRender: Bool) -> Refusal? {
        guard let clip = draft.clips.first else {
            return Refusal(.draftEmpty, "The draft has no clips. Add one first.")
        }
        guard draft.composition.mediaUses.allSatisfy({ media[$0.mediaID] != nil }) else {
            return Refusal(
                .mediaNotFound, "One of the files that the draft uses is gone. Upload it again and put it in its place."
            )
        }
        guard let file = media[clip.mediaID], !draft.composition.isUntouched(file) else {
            return nil
        }
        guard canRender else {
            return Refusal(
                .renderingUnavailable,
                """
                The draft must be rendered to be a video, and this server cannot render: ffmpeg is not installed. \
                A draft of one whole video without changes can be posted; this draft stays as it is.
                """)
        }
        return nil
    }
}
