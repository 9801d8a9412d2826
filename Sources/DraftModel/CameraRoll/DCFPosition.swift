/// A place in a camera's file numbering: the Design rule for Camera File system (JEITA CP-3461) numbers directories
/// from 100 to 999 and the files in each from 0001 to 9999.
public struct DCFPosition: Sendable, Hashable, Comparable {
    /// 100 to 999.
    public let directory: Int
    /// 1 to 9,999.
    public let file: Int

    /// Where a new camera roll begins.
    public static let first = DCFPosition(uncheckedDirectory: 100, file: 1)

    /// Nil outside the ranges of the standard.
    public init?(directory: Int, file: Int) {
        guard (100...999).contains(directory), (1...9_999).contains(file) else { return nil }
        self.init(uncheckedDirectory: directory, file: file)
    }

    private init(uncheckedDirectory directory: Int, file: Int) {
        self.directory = directory
        self.file = file
    }

    /// The next place; nil after file 9999 of directory 999.
    public var next: DCFPosition? {
        if file < 9_999 { return DCFPosition(uncheckedDirectory: directory, file: file + 1) }
        return DCFPosition(directory: directory + 1, file: 1)
    }

    public static func < (left: DCFPosition, right: DCFPosition) -> Bool {
        (left.directory, left.file) < (right.directory, right.file)
    }
}
