/// What kind of phone a device is. It decides where Save to device stands, and how files are named.
public enum Platform: String, Sendable, Hashable, CaseIterable {
    case ios
    case android
}
