/// Gives files the names a phone would give them.
///
/// A name is given once and never again, not even after its file was deleted: on iOS because positions only grow, on
/// Android because the caller says which names the second has had.
public enum CameraRollNaming {
    /// A name on iOS with the position it takes, which the store keeps as the device's last.
    public struct IOSName: Sendable, Hashable {
        public let name: CameraRollName
        public let position: DCFPosition
    }

    /// The name after `last` (nil for a camera roll that never had a file): `100APPLE/IMG_0001.MP4`.
    ///
    /// - Parameter fileExtension: of the container, in any case; written in capitals.
    /// - Throws: ``JobError`` with the code `storage_full` when every position is used: 900 directories of 9,999 files.
    public static func ios(after last: DCFPosition?, fileExtension: String) throws(JobError) -> IOSName {
        guard let position = last.map({ $0.next }) ?? DCFPosition.first else {
            throw JobError(
                code: .storageFull, detail: "The camera roll has used all its file names, up to 999APPLE/IMG_9999.")
        }
        var bytes = Array("IMG_".utf8)
        bytes.append(decimal: position.file, width: 4)
        let name = CameraRollName(
            folder: "\(position.directory)APPLE",
            fileName: "\(String(decoding: bytes, as: UTF8.self)).\(fileExtension.uppercased())")
        return IOSName(name: name, position: position)
    }

    /// A name for that moment in UTC: `Camera/VID_20261122_120000.mp4`, then `VID_20261122_120000_1.mp4` and so on.
    ///
    /// - Parameters:
    ///   - taken: the file names that this second has had, deleted files included.
    ///   - fileExtension: of the container, in any case; written in lower case.
    public static func android(
        at timestamp: Timestamp, taken: Set<String>, fileExtension: String
    ) -> CameraRollName {
        let stem = androidStem(at: timestamp)
        let suffix = ".\(fileExtension.lowercased())"
        // By stem, not by whole name: two files that differ in their extension alone are one name on a phone.
        let takenStems = Set(taken.map { $0.prefix { $0 != "." } })
        var candidate = stem
        var number = 0
        while takenStems.contains(candidate[...]) {
            number += 1
            candidate = "\(stem)_\(number)"
        }
        return CameraRollName(folder: "Camera", fileName: candidate + suffix)
    }

    /// What all names of that second begin with, for finding those it has had: `VID_20261122_120000`.
    public static func androidStem(at timestamp: Timestamp) -> String {
        // A timestamp's text has always the same places: 2026-11-22T12:00:00.000Z.
        let digits = timestamp.text.utf8.prefix(19).filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return
            "VID_\(String(decoding: digits.prefix(8), as: UTF8.self))_\(String(decoding: digits.dropFirst(8), as: UTF8.self))"
    }
}
