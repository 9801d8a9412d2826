// What stands in a path or a query: routes, ids, times, cursors. What is read can be written, and is then the same.

private let router: Router<Int> = {
    var router = Router<Int>()
    for (number, pattern) in ["/", "/v1/a", "/v1/{id}", "/v1/{id}/b/{n}", "/{x}/{y}/{z}"].enumerated() {
        router.on(.get, pattern, number)
    }
    return router
}()

func fuzzParameters(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if case .found(let number, let parameters) = router.match(.get, path: text) {
        // Decoded or not, a segment is never empty.
        for name in ["id", "n", "x", "y", "z"] where parameters[name]?.isEmpty == true {
            fatalError("nothing at \(name)")
        }
        if number == 0, text != "/" { fatalError("\(text) is not the root") }
    }
    if let id = DraftID(text), id.text != text { fatalError("\(text) is written \(id.text)") }
    if let time = Timestamp(text) {
        // An offset may lead beyond the years that have a text.
        let isAtEnd = ["0000", "9999"].contains { time.text.hasPrefix($0) }
        guard let again = Timestamp(time.text), again == time || isAtEnd else {
            fatalError("\(text) is \(time.text), which is another time")
        }
    }
    if let cursor = PageCursor(text) {
        guard PageCursor(cursor.text) == cursor else { fatalError("\(text) is written \(cursor.text)") }
    }
    if let handle = try? Handle(text), handle.text != text { fatalError("\(text) is the handle \(handle.text)") }
    if let caption = try? Caption(text), (try? Caption(caption.text)) != caption { fatalError("another caption") }
    _ = Base64.decode(text)
    if let decoded = Base64URL.decode(text), Base64URL.encode(decoded) != text { fatalError("two texts for one") }
}
