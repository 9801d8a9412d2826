/// What an author decides about a post on the posting page.
public struct PostSettings: Sendable, Hashable {
    public var whoCanWatch: WhoCanWatch
    public var allowComments: Bool
    public var allowDuet: Bool
    public var allowStitch: Bool

    /// A draft starts as Only me: nothing becomes public because somebody forgot to choose.
    public init(
        whoCanWatch: WhoCanWatch = .onlyMe, allowComments: Bool = true, allowDuet: Bool = true,
        allowStitch: Bool = true
    ) {
        self.whoCanWatch = whoCanWatch
        self.allowComments = allowComments
        self.allowDuet = allowDuet
        self.allowStitch = allowStitch
    }
}
