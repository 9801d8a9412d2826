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

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    let whole = read(bytes, cutAt: count)
    let cut = count == 0 ? 0 : Int(bytes[0]) * count / 256
    if read(bytes, cutAt: cut) != whole { fatalError("cut at \(cut) it is read differently") }
    return 0
}
