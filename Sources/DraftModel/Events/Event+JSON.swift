public import JSON

extension Event {
    /// The data of the server-sent event: `{"type", "resource", "data"}`.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("type", type)
            $0.member("resource", resource)
            $0.rawMember("data", data)
        }
    }
}
