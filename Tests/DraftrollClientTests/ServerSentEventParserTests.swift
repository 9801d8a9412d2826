import Foundation
import Testing

@testable import DraftrollClient

@Suite("An event stream is read as the HTML standard says")
struct ServerSentEventParserTests {
    typealias Message = ServerSentEventParser.Message

    static let streams: [(text: String, messages: [Message])] = [
        ("data: a\n\n", [Message(id: nil, event: "message", data: "a")]),
        ("id: 7\nevent: job\ndata: {}\n\n", [Message(id: "7", event: "job", data: "{}")]),
        ("data: a\ndata: b\n\n", [Message(id: nil, event: "message", data: "a\nb")]),
        ("data:a\rdata:  b\r\n\r\n", [Message(id: nil, event: "message", data: "a\n b")]),
        ("data\n\n", [Message(id: nil, event: "message", data: "")]),
        (": heartbeat\n\nevent: job\n\ndata: x\n\n", [Message(id: nil, event: "message", data: "x")]),
        (
            "id: 1\ndata: a\n\ndata: b\n\n",
            [Message(id: "1", event: "message", data: "a"), Message(id: "1", event: "message", data: "b")]
        ),
        ("id: 1\nid: x\0y\ndata: a\n\n", [Message(id: "1", event: "message", data: "a")]),
        ("retry: 10\nunknown: z\ndata: é🌅\n\n", [Message(id: nil, event: "message", data: "é🌅")]),
        ("\u{FEFF}data: a\n\n", [Message(id: nil, event: "message", data: "a")]),
        ("data: not finished\n", []),
        ("\n\n\r\n", []),
    ]

    @Test("in one piece", arguments: streams.indices)
    func whole(_ index: Int) {
        var parser = ServerSentEventParser()
        #expect(parser.parse(Self.streams[index].text.utf8) == Self.streams[index].messages)
    }

    @Test("byte by byte, with the same result", arguments: streams.indices)
    func dripped(_ index: Int) {
        var parser = ServerSentEventParser()
        let messages = Self.streams[index].text.utf8.flatMap { parser.parse([$0]) }
        #expect(messages == Self.streams[index].messages)
    }
}
