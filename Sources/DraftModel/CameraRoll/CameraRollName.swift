/// Where a file stands below a camera roll's `DCIM` folder.
public struct CameraRollName: Sendable, Hashable {
    /// The folder: `100APPLE`, `Camera`.
    public var folder: String
    /// The file in it: `IMG_0001.MP4`, `VID_20261122_120000.mp4`.
    public var fileName: String

    public init(folder: String, fileName: String) {
        self.folder = folder
        self.fileName = fileName
    }

    /// The path of the file from the data directory.
    public func path(handle: Handle, deviceFolder: DeviceFolder) -> String {
        "camera-roll/\(handle.text)/\(deviceFolder.text)/DCIM/\(folder)/\(fileName)"
    }
}
