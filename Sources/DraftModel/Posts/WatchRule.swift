/// Who may watch a post.
public enum WatchRule {
    /// Whether the viewer may watch it; nil is somebody who is not signed in.
    ///
    /// Nobody follows anybody yet: until then, followers and friends are the author alone.
    public static func mayWatch(post: Post, viewer: UserID?) -> Bool {
        if viewer == post.authorID { return true }
        guard post.state == .published else { return false }
        return switch post.settings.whoCanWatch {
        case .everyone: true
        case .followers, .friends, .onlyMe: false
        }
    }
}
