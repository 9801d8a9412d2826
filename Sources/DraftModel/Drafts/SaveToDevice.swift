/// Whether posting also saves the video to a camera roll.
public struct SaveToDevice: Sendable, Hashable {
    public var isEnabled: Bool
    /// The device; nil for the user's first one.
    public var deviceID: DeviceID?

    public init(isEnabled: Bool = false, deviceID: DeviceID? = nil) {
        self.isEnabled = isEnabled
        self.deviceID = deviceID
    }
}
