// Request bodies: the same bytes come out however they were cut, never more than went in, and nothing behind the end.

private struct Read: Equatable {
    var body: [UInt8] = []
    var consumed = 0
    var error: WireError.Code?
    var isComplete = false
}

private func read(_ bytes: [UInt8], _ framing: BodyFraming, pieces: Int) -> Read {
    var result = Read()
    var decoder = BodyDecoder(framing)
    var end = 0
    while end < bytes.count, !result.isComplete, result.error == nil {
        end = min(bytes.count, end + pieces)
        while true {
            do throws(WireError) {
                let step = unsafe try decoder.next(bytes.span.extracting(result.consumed..<end).bytes)
                if case .data(let range, _) = step {
                    result.body += bytes[(result.consumed + range.lowerBound)..<(result.consumed + range.upperBound)]
                }
                result.consumed += step.consumed
                if case .needMore = step { break }
                if case .end = step {
                    result.isComplete = true
                    break
                }
            } catch {
                result.error = error.code
                // How far it came before the error depends on the pieces; what is wrong does not.
                result.consumed = 0
                break
            }
        }
    }
    return result
}

func fuzzBody(_ bytes: [UInt8]) {
    guard bytes.count > 0 else { return }
    let framing: BodyFraming = bytes[0] & 1 == 0 ? .chunked : .length(UInt64(bytes[0]))
    let body = Array(bytes.dropFirst())
    let whole = read(body, framing, pieces: max(1, body.count))
    for pieces in [1, Int(bytes[0] >> 1) + 1] {
        let other = read(body, framing, pieces: pieces)
        if other != whole { fatalError("in pieces of \(pieces) it is read differently: \(other) instead of \(whole)") }
    }
    if whole.body.count > body.count { fatalError("more came out than went in") }
}
