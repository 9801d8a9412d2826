// Request heads: what is read must not depend on how the bytes were cut, and everything a handler can ask of a head
// that was accepted must have an answer.

/// What became of the bytes, in a form that can be compared.
private enum Outcome: Equatable {
    case incomplete
    case refused(WireError.Code)
    case head(Int, String, [String])
}

private func read(_ bytes: [UInt8], cutAt cut: Int) -> Outcome {
    var parser = RequestParser()
    var head = RequestHead()
    do throws(WireError) {
        for end in [cut, bytes.count] {
            guard let length = unsafe try parser.parse(bytes.span.extracting(..<end).bytes, into: &head) else {
                continue
            }
            return .head(length, head.path, describe(head))
        }
        return .incomplete
    } catch {
        return .refused(error.code)
    }
}

private func describe(_ head: RequestHead) -> [String] {
    for segment in head.path.split(separator: "/") { _ = PercentDecoding.segment(String(segment)) }
    _ = head.queryParameters
    _ = head.traceContext
    _ = head.combinedValue(.accept)
    _ = head.value(named: "x")
    if head.path.split(separator: "/").contains("..") { fatalError("a path leaves its folder: \(head.path)") }
    return head.fields.map { "\($0.name): \($0.value)" } + [
        "\(head.method) \(head.version) \(head.framing) \(head.keepAlive) \(head.expectsContinue)",
        head.authority ?? "-",
    ]
}

/// The head written anew from what was read of it, as a proxy would pass it on.
private func rewritten(_ head: RequestHead) -> [UInt8] {
    let query = head.query.map { "?\($0)" } ?? ""
    let version = head.version == .http10 ? "HTTP/1.0" : "HTTP/1.1"
    var bytes = Array("\(head.method) \(head.path)\(query) \(version)\r\n".utf8)
    for line in head.lines {
        bytes += head.bytes[line.name] + [Byte.colon] + head.bytes[line.value] + [Byte.carriageReturn, Byte.lineFeed]
    }
    return bytes + [Byte.carriageReturn, Byte.lineFeed]
}

/// What was accepted says the same when it is passed on: nothing in it can be taken in two ways.
private func checkPassedOn(_ bytes: [UInt8]) {
    var parser = RequestParser()
    var head = RequestHead()
    guard unsafe (try? parser.parse(bytes.span.bytes, into: &head)) != nil else { return }
    // The authority of an absolute-form is not passed on; it is that of Host, or there is none.
    head.authorityRange = nil
    let again = rewritten(head)
    var second = RequestHead()
    guard let length = unsafe try? parser.parse(again.span.bytes, into: &second), length == again.count else {
        // Resolved, it may be longer by the slash of an empty path, and that may be one byte too much.
        if again.count > bytes.count { return }
        fatalError("what was accepted is refused: \(String(decoding: again, as: UTF8.self))")
    }
    second.authorityRange = nil
    if describe(second) != describe(head) || second.path != head.path { fatalError("passed on, it says another thing") }
}

func fuzzHead(_ bytes: [UInt8]) {
    let whole = read(bytes, cutAt: bytes.count)
    let cut = bytes.isEmpty ? 0 : Int(bytes[0]) * bytes.count / 256
    if read(bytes, cutAt: cut) != whole { fatalError("cut at \(cut) it is read differently") }
    checkPassedOn(bytes)
}
