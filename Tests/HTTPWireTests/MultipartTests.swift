import HTTPWire
import Testing
import WireVectors

@Suite("Multipart")
struct MultipartTests {
    /// What a form was read as, whatever way it was cut.
    enum Event: Hashable, Sendable {
        case begin(String, fileName: String?, contentType: String?)
        case data(String)
        case partEnd
        case end
        case refused(MultipartError.Code)
    }

    static func read(_ form: [UInt8], cutAt cuts: some Sequence<Int>, boundary: String = "b") -> [Event] {
        var events: [Event] = []
        var data: [UInt8] = []
        var buffer: [UInt8] = []
        func note(_ event: Event) {
            if !data.isEmpty { events.append(.data(String(bytes: data))) }
            data = []
            events.append(event)
        }
        do throws(MultipartError) {
            var parser = try MultipartParser(contentType: "multipart/form-data; boundary=\(boundary)")
            var start = 0
            for cut in Array(cuts) + [form.count] {
                buffer += form[start..<cut]
                start = cut
                while true {
                    let step = try unsafe parser.next(buffer.span.bytes)
                    switch step {
                    case .partBegin(let part, _):
                        note(.begin(part.name, fileName: part.fileName, contentType: part.contentType))
                    case .data(let range, _): data += buffer[range]
                    case .partEnd: note(.partEnd)
                    case .needMore, .end: break
                    }
                    buffer.removeFirst(step.consumed)
                    if case .needMore = step { break }
                    if case .end = step { break }
                }
            }
            try parser.finish()
            note(.end)
        } catch {
            note(.refused(error.code))
        }
        return events
    }

    struct Form: Sendable {
        var text: String
        var events: [Event]
    }

    private static let file =
        "Content-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4"
    private static let field = "Content-Disposition: form-data; name=\"t\""

    static let forms: [Form] = [
        Form(
            text: "--b\r\n\(file)\r\n\r\nhello\r\n--b--\r\n",
            events: [.begin("file", fileName: "a.mp4", contentType: "video/mp4"), .data("hello"), .partEnd, .end]),
        Form(
            text: "preamble\r\n--b\r\n\(field)\r\n\r\n\r\n--b \t\r\n\(field)\r\n\r\nx\r\n--b--epilogue\r\n--b\r\n",
            events: [
                .begin("t", fileName: nil, contentType: nil), .partEnd, .begin("t", fileName: nil, contentType: nil),
                .data("x"), .partEnd, .end,
            ]),
        Form(
            text: "--b\r\n\(field)\r\n\r\na\r\n-\r\n--\r\n\r\n--a--b\r\r\n--\r\r\n--b--",
            events: [
                .begin("t", fileName: nil, contentType: nil), .data("a\r\n-\r\n--\r\n\r\n--a--b\r\r\n--\r"), .partEnd,
                .end,
            ]),
        Form(text: "--b--\r\n", events: [.end]),
        Form(text: "", events: [.refused(.incompleteMultipart)]),
        Form(text: "nothing", events: [.refused(.incompleteMultipart)]),
        Form(
            text: "--b\r\n\(field)\r\n\r\nx\r\n--b",
            events: [
                .begin("t", fileName: nil, contentType: nil), .data("x"), .partEnd, .refused(.incompleteMultipart),
            ]),
        Form(
            text: "--b\r\n\(field)\r\n\r\nx",
            events: [
                .begin("t", fileName: nil, contentType: nil), .data("x"), .refused(.incompleteMultipart),
            ]),
        Form(text: "--bx\r\n", events: [.refused(.badDelimiter)]),
        Form(text: "--b-x", events: [.refused(.badDelimiter)]),
        Form(text: "--b \t-", events: [.refused(.badDelimiter)]),
        Form(text: "--b\n", events: [.refused(.badDelimiter)]),
        Form(text: "--b\r\n\r\nx", events: [.refused(.missingPartName)]),
        Form(text: "--b\r\nContent-Disposition: form-data\r\n\r\n", events: [.refused(.missingPartName)]),
        Form(text: "--b\r\nContent-Disposition: file; name=\"a\"\r\n\r\n", events: [.refused(.missingPartName)]),
        Form(text: "--b\r\n\(field)\r\n\(field)\r\n\r\n", events: [.refused(.badPartHead)]),
        Form(text: "--b\r\nX : a\r\n\r\n", events: [.refused(.badPartHead)]),
        Form(text: "--b\r\nX: a\n\r\n", events: [.refused(.badPartHead)]),
    ]

    @Test("a form is read alike whole, byte by byte and split at every position", arguments: forms)
    func judgesForms(_ form: Form) {
        let all = bytes(form.text)
        #expect(Self.read(all, cutAt: []) == form.events)
        #expect(Self.read(all, cutAt: all.indices.dropFirst()) == form.events)
        for cut in all.indices.dropFirst() {
            #expect(Self.read(all, cutAt: [cut]) == form.events)
        }
    }

    @Test(
        "a content type without a usable boundary is refused",
        arguments: [
            "", "multipart/form-data", "multipart/mixed; boundary=b", "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=\"a\r\nb\"", "multipart/form-data; boundary=\"a \"",
            "multipart/form-data; boundary=" + String(repeating: "a", count: 71), "multipart/form-data; boundary=\"é\"",
        ])
    func boundaries(_ contentType: String) {
        #expect(throws: MultipartError.self) { try MultipartParser(contentType: contentType) }
    }

    @Test("preamble, part heads and the number of parts are bounded")
    func bounds() {
        let preamble = [UInt8](repeating: 0x61, count: 9_000)
        #expect(Self.read(preamble, cutAt: []) == [.refused(.preambleTooLong)])
        #expect(Self.read(preamble, cutAt: preamble.indices) == [.refused(.preambleTooLong)])
        let head = bytes("--b\r\nX: " + String(repeating: "a", count: 9_000))
        #expect(Self.read(head, cutAt: []) == [.refused(.badPartHead)])
        let parts = bytes("--b" + String(repeating: "\r\n\(Self.field)\r\n\r\n\r\n--b", count: 101) + "--")
        #expect(Self.read(parts, cutAt: []).last == .refused(.tooManyParts))
    }

    @Test("data that looks like the beginning of a boundary again and again costs linear time", .timeLimit(.minutes(1)))
    func nearMisses() {
        let boundary = String(repeating: "a", count: 70)
        let almost = "\r\n--" + String(repeating: "a", count: 69) + "b"
        let body = String(repeating: almost, count: 5_000)
        let form = bytes("--\(boundary)\r\n\(Self.field)\r\n\r\n\(body)\r\n--\(boundary)--")
        let events = Self.read(form, cutAt: [], boundary: boundary)
        #expect(events.contains(.data(body)))
        #expect(events.last == .end)
    }
}
