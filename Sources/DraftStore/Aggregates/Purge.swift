internal import DraftModel

/// What was removed because its time was over.
public struct Purged: Sendable, Hashable {
    public var drafts: Int
    public var events: Int
    public var answers: Int
    public var renders: Int
}

extension Transaction {
    /// How long a client may be away and still hear of all that happened: 7 days.
    private static var eventLifetime: Milliseconds { .seconds(7 * 86_400) }

    /// How long a rendered video is kept that nobody asks for: 30 days. Posts keep theirs by themselves.
    private static var renderLifetime: Milliseconds { .seconds(30 * 86_400) }

    /// Removes what nobody can ask for any more: drafts deleted 30 days ago, old events, expired
    /// answers, rendered videos that were not asked for in a while. To be called
    /// now and then.
    public func purgeExpired() throws(StoreError) -> Purged {
        Purged(
            drafts: try purgeDrafts(deletedBefore: now.adding(Milliseconds(-Draft.recoverableFor.count))),
            events: try purgeEvents(before: now.adding(Milliseconds(-Self.eventLifetime.count))),
            answers: try purgeAnswers(),
            renders: try purgeRenders(unusedSince: now.adding(Milliseconds(-Self.renderLifetime.count))))
    }
}
