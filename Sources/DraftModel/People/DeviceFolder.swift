/// The name of a device's folder on disk: 1 to 32 of `a` to `z`, `0` to `9` and `-`, so that it is safe in any path.
public struct DeviceFolder: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// A folder name that was stored; nil when it is not one.
    public init?(_ text: String) {
        let isSafe = text.utf8.allSatisfy { Self.isPlain($0) || $0 == UInt8(ascii: "-") }
        guard isSafe, (1...32).contains(text.utf8.count) else { return nil }
        self.text = text
    }

    /// The folder for a new device: its name in lower case with `-` for all that is no letter or digit ("Maya's iPhone"
    /// becomes `maya-s-iphone`), and a number after it when the user has that folder already.
    public init(for name: DeviceName, taken: Set<DeviceFolder>) {
        var bytes: [UInt8] = []
        for byte in name.text.lowercased().utf8 where bytes.count < 24 {
            if Self.isPlain(byte) {
                bytes.append(byte)
            } else if let last = bytes.last, last != UInt8(ascii: "-") {
                bytes.append(UInt8(ascii: "-"))
            }
        }
        if bytes.last == UInt8(ascii: "-") { bytes.removeLast() }
        let stem = bytes.isEmpty ? "device" : String(decoding: bytes, as: UTF8.self)
        var candidate = DeviceFolder(unchecked: stem)
        var number = 2
        while taken.contains(candidate) {
            candidate = DeviceFolder(unchecked: "\(stem)-\(number)")
            number += 1
        }
        self = candidate
    }

    private init(unchecked text: String) {
        self.text = text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    public var description: String { text }
}
