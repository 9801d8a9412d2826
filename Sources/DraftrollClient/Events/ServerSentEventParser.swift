/// Takes the bytes of an event stream as they come and gives the events that are complete.
///
/// By the WHATWG HTML standard, section 9.2.6: lines end with LF, CR or both, a byte order mark at the start is skipped,
/// comments and unknown fields are ignored, an event without data is dropped, and the last id is remembered.
struct ServerSentEventParser: Sendable {
    /// One event as the stream spells it.
    struct Message: Hashable, Sendable {
        var id: String?
        var event: String
        var data: String
    }

    private var line: [UInt8] = []
    private var event = ""
    private var data: [String] = []
    private var id: String?
    private var lastByteWasCR = false
    private var isFirstLine = true

    /// Reads more of the stream.
    mutating func parse(_ bytes: some Sequence<UInt8>) -> [Message] {
        var messages: [Message] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n"), lastByteWasCR {
                lastByteWasCR = false  // the second half of a line end that was seen
                continue
            }
            lastByteWasCR = byte == UInt8(ascii: "\r")
            guard byte == UInt8(ascii: "\n") || lastByteWasCR else {
                line.append(byte)
                continue
            }
            if let message = endLine() { messages.append(message) }
        }
        return messages
    }

    /// Takes a complete line; an empty one ends an event.
    private mutating func endLine() -> Message? {
        var text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        if isFirstLine {
            isFirstLine = false
            if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        }
        guard !text.isEmpty else { return endEvent() }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch parts[0] {
        case "event": event = String(value)
        case "data": data.append(String(value))
        case "id" where !value.unicodeScalars.contains("\0"): id = String(value)
        default: break  // a comment has an empty name; `retry` and unknown fields are not for us
        }
        return nil
    }

    private mutating func endEvent() -> Message? {
        defer {
            event = ""
            data = []
        }
        guard !data.isEmpty else { return nil }
        return Message(id: id, event: event.isEmpty ? "message" : event, data: data.joined(separator: "\n"))
    }
}
