// Forms: the first line of the input is the Content-Type's boundary, the rest the body, in pieces of one size or another.

private func read(_ bytes: [UInt8], boundary: String, pieces: Int) -> [String]? {
    guard var parser = try? MultipartParser(contentType: "multipart/form-data; boundary=\"\(boundary)\"") else {
        return nil
    }
    var events: [String] = []
    var data: [UInt8] = []
    var start = 0
    var end = 0
    do throws(MultipartError) {
        while true {
            let step = unsafe try parser.next(bytes.span.extracting(start..<end).bytes)
            if case .data(let range, _) = step {
                data += bytes[(start + range.lowerBound)..<(start + range.upperBound)]
            }
            start += step.consumed
            switch step {
            case .partBegin(let part, _): events.append("begin \(part)")
            case .partEnd:
                events.append("data \(data)")
                data = []
            case .end: return events + ["end"]
            case .needMore:
                if end == bytes.count {
                    try parser.finish()
                    return events
                }
                end = min(bytes.count, end + pieces)
            case .data: break
            }
        }
    } catch {
        return events + ["\(error)"]
    }
}

func fuzzMultipart(_ bytes: [UInt8]) {
    let line = bytes.prefix { $0 != 10 }
    let body = Array(bytes.dropFirst(line.count + 1))
    let boundary = String(decoding: line, as: UTF8.self)
    let whole = read(body, boundary: boundary, pieces: max(1, body.count))
    if read(body, boundary: boundary, pieces: 1) != whole { fatalError("byte by byte it is read differently") }
}
