/// Who can watch a post, besides its author.
public enum WhoCanWatch: String, Sendable, Hashable, CaseIterable {
    case everyone
    case followers
    case friends
    case onlyMe = "only_me"
}
