/// What a commit means to those who wait for news.
public struct CommitNotice: Sendable, Hashable {
    /// The highest sequence of the events that were committed; nil if there were none.
    public internal(set) var lastEventSequence: Int64?
    /// Whether a job may have become ready to be claimed.
    public internal(set) var jobsMayBeReady = false

    var isEmpty: Bool { lastEventSequence == nil && !jobsMayBeReady }

    mutating func merge(_ other: CommitNotice) {
        if let sequence = other.lastEventSequence { lastEventSequence = max(lastEventSequence ?? 0, sequence) }
        jobsMayBeReady = jobsMayBeReady || other.jobsMayBeReady
    }
}
