// The values of fields that are read on demand: ranges, conditions, dates, weights, traces, queries.

func fuzzFieldValues(_ bytes: [UInt8]) {
    guard bytes.count > 8 else { return }
    let length = bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    let text = String(decoding: bytes.dropFirst(8), as: UTF8.self)

    for length in [length, abs(length % 1_000), 0] {
        if case .satisfiable(let range) = RangeRequest.parse(text, length: length) {
            if range.isEmpty || range.lowerBound < 0 || range.upperBound > length {
                fatalError("\(range) of \(length)")
            }
        }
    }
    let tag = EntityTag(strong: "a")
    for method in [HTTPMethod.get, .put] {
        let conditions = [
            Conditions(ifMatch: text), Conditions(ifNoneMatch: text), Conditions(ifUnmodifiedSince: text),
            Conditions(ifModifiedSince: text),
        ]
        for condition in conditions {
            _ = condition.evaluate(etag: tag, alsoMatches: [tag.coded(.gzip)], lastModified: length, method: method)
        }
    }
    _ = RangeRequest.ifRangeMatches(text, etag: tag, lastModified: length)
    if let date = HTTPDate.parse(text, now: length) {
        // What was read is a time that can be written, and read again as the same.
        let written = String(decoding: HTTPDate.format(unixSeconds: date), as: UTF8.self)
        if HTTPDate.parse(written) != date { fatalError("\(text) is \(date), which is written \(written)") }
    }
    if let tag = EntityTag(text), EntityTag(tag.text) != tag { fatalError("\(text) is not read as it is written") }
    _ = ContentCoding.negotiate(acceptEncoding: text)
    _ = PercentDecoding.query(text)
    _ = PercentDecoding.segment(text)
    if let trace = TraceContext(text), TraceContext(trace.text) != trace { fatalError("\(text) is another trace") }
    if let parsed = ParameterizedValue(text) { _ = parsed.fileName }
    if let value = try? FieldValue(text), value.text.utf8.contains(where: { $0 == 13 || $0 == 10 }) {
        fatalError("a value splits its answer")
    }
}
