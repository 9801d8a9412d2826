internal import DraftModel
internal import DraftStore
internal import HTTPServer
internal import HTTPWire

/// One request on its way through a handler, with what the handler works with. It stays on its loop.
struct Call {
    let request: Request
    let services: Services
    /// The loop's own database connection. Reads on it take microseconds; what may take longer goes to the pool.
    let reader: StoreReader
    let loop: EventLoop

    var store: Store { services.store }
    var now: Timestamp { services.clock.now() }

    /// The id in the path. An id of the wrong form is an id of nothing.
    func id<Tag: IdentifierTag>(_ name: String, of type: Identifier<Tag>.Type = Identifier<Tag>.self) throws(Problem)
        -> Identifier<Tag>
    {
        guard let text = request.parameters[name], let id = Identifier<Tag>(text) else { throw .notFound }
        return id
    }

    /// A new identifier.
    ///
    /// - Throws: when the system gives no random bytes.
    func newID<Tag: IdentifierTag>(_ type: Identifier<Tag>.Type = Identifier<Tag>.self) throws -> Identifier<Tag> {
        try Identifier<Tag>(at: now, randomness: services.randomness)
    }
}

extension Problem {
    /// The same for what does not exist and for what is somebody else's: the two are never told apart.
    static var notFound: Problem {
        Problem(.notFound, "There is no such thing, or it is not yours to see. Check the id and whose token you sent.")
    }
}
