extension Draft {
    /// Why the draft cannot be changed or deleted now; nil when it can.
    public var refusalOfEditing: Refusal? {
        switch state {
        case .draft: nil
        case .deleted:
            Refusal(.draftDeleted, "The draft is among the recently deleted. Restore it first.")
        case .posted:
            Refusal(.alreadyPosted, "The draft was posted and cannot change any more.", postID: postID)
        }
    }

    /// Why the draft cannot be brought back from the recently deleted; nil when it can.
    public func refusalOfRestoring(at timestamp: Timestamp) -> Refusal? {
        guard state == .deleted, let deletedAt else {
            return Refusal(.draftNotDeleted, "The draft is not deleted, so there is nothing to restore.")
        }
        guard timestamp < deletedAt.adding(Self.recoverableFor) else {
            return Refusal(.draftExpired, "The draft was deleted more than 30 days ago and can no longer be restored.")
        }
        return nil
    }

    /// Why a draft is not saved to the camera roll: always, but with the way to do it.
    public static var refusalOfSaving: Refusal {
        Refusal(
            .postToSave,
            """
            A draft cannot be saved to the camera roll directly. Turn on save_to_device, set who_can_watch to \
            "only_me" if nobody else should watch it, and post the draft: the copy is written as part of posting.
            """)
    }
}
