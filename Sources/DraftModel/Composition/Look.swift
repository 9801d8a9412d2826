/// A change of all colours, more or less of it.
public struct Filter: Sendable, Hashable {
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case warm
        case cool
        case mono
        case vivid
        case fade
        case noir
        case sepia
        case bright
    }

    public var name: Name
    /// 0 (nothing changes) to 1.
    public var intensity: Factor

    public init(name: Name, intensity: Factor = .one) {
        self.name = name
        self.intensity = intensity
    }
}

/// Something that happens to the picture for a while.
public struct Effect: Sendable, Hashable {
    public enum Name: String, Sendable, Hashable, CaseIterable {
        /// Red and blue come apart.
        case glitch
        /// Out of focus.
        case blur
    }

    public var name: Name
    public var span: TimeSpan

    public init(name: Name, span: TimeSpan = TimeSpan()) {
        self.name = name
        self.span = span
    }
}

/// A part of the finished video.
public struct TimeSpan: Sendable, Hashable {
    public var start: Milliseconds
    /// After the start; nil for the end of the video.
    public var end: Milliseconds?

    public init(start: Milliseconds = Milliseconds(0), end: Milliseconds? = nil) {
        self.start = start
        self.end = end
    }
}

/// A colour, eight bits each of red, green and blue; as text `#RRGGBB`.
public struct Color: Sendable, Hashable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public static let white = Color(red: 255, green: 255, blue: 255)

    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#RRGGBB`, in either case; nil for anything else.
    public init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 7, digits[0] == UInt8(ascii: "#") else { return nil }
        var bytes: [UInt8] = []
        for position in stride(from: 1, to: 7, by: 2) {
            guard let high = Self.digit(digits[position]), let low = Self.digit(digits[position + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.init(red: bytes[0], green: bytes[1], blue: bytes[2])
    }

    /// `#RRGGBB` in upper case.
    public var text: String { "#" + Self.hex(red) + Self.hex(green) + Self.hex(blue) }

    /// Two digits in upper case.
    public static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// What is written on a video: 1 to 200 characters of any language, line feeds and tabs allowed.
public struct OverlayText: ValidatedText, CustomStringConvertible {
    public static let maximumLength = 200

    public let text: String

    public init(_ text: String) throws(InvalidText) {
        try TextRules.check(text, "a text", length: 1...Self.maximumLength, allowingLineBreaks: true)
        self.text = text
    }

    public var description: String { text }
}

/// A text on the picture.
public struct TextOverlay: Sendable, Hashable {
    public var text: OverlayText
    /// The middle of the text: 0 is the left edge or the top, 1 the right edge or the bottom.
    public var x: Factor
    public var y: Factor
    /// The height of its line in pixels of the canvas, 16 to 400.
    public var size: Int
    public var color: Color
    public var span: TimeSpan

    public init(
        text: OverlayText, x: Factor = .half, y: Factor = .half, size: Int = 72, color: Color = .white,
        span: TimeSpan = TimeSpan()
    ) {
        self.text = text
        self.x = x
        self.y = y
        self.size = size
        self.color = color
        self.span = span
    }
}

/// A picture on the picture.
public struct Sticker: Sendable, Hashable {
    public var mediaID: MediaID
    /// The middle of the sticker, as for texts.
    public var x: Factor
    public var y: Factor
    /// How much of the canvas's width it takes, above 0 to 1. Its height follows from its own shape.
    public var width: Factor
    /// Clockwise, in whole degrees, -360 to 360.
    public var rotation: Int
    public var span: TimeSpan

    public init(
        mediaID: MediaID, x: Factor = .half, y: Factor = .half, width: Factor = Factor(thousandths: 300),
        rotation: Int = 0, span: TimeSpan = TimeSpan()
    ) {
        self.mediaID = mediaID
        self.x = x
        self.y = y
        self.width = width
        self.rotation = rotation
        self.span = span
    }
}

/// The picture that stands for a video.
public enum Cover: Sendable, Hashable {
    /// The video's own, at this time; after the end, its last.
    case at(Milliseconds)
    /// An uploaded one.
    case media(MediaID)
}
