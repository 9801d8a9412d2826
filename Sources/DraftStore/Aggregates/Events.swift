public import DraftModel
internal import JSON

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO events (user_id, topic, action, resource, data, created_at) VALUES (?, ?, ?, ?, ?, ?)
        """
    static let after: StaticString = """
        SELECT sequence, topic, action, resource, data, created_at FROM events
        WHERE user_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
        """
    static let last: StaticString = "SELECT coalesce(max(sequence), 0) FROM events"
    static let purge: StaticString = "DELETE FROM events WHERE created_at < ?"
}

extension StoreReader {
    /// The user's events after a sequence, oldest first.
    ///
    /// The data of drafts, devices and jobs are their representations at that moment. Those of media, posts and
    /// camera-roll items are `null`: their representations carry addresses signed for a time, so whoever sends the
    /// event reads the thing and makes them.
    public func events(for user: UserID, after sequence: Int64, limit: Int = 100) throws(StoreError) -> [Event] {
        try connection.all(SQL.after, user, sequence, limit) { row throws(StoreError) in
            Event(
                sequence: row.int64(0), userID: user, topic: try row.choice(1), action: try row.choice(2),
                resource: row.text(3), data: row.bytes(4), createdAt: row.timestamp(5))
        }
    }

    /// The sequence of the server's latest event; 0 if there was none.
    public func lastEventSequence() throws(StoreError) -> Int64 {
        try connection.first(SQL.last) { $0.int64(0) } ?? 0
    }
}

extension Transaction {
    /// Records something that changed, for the clients of one user.
    func record(
        _ topic: Event.Topic, _ action: Event.Action, for user: UserID, resource: String,
        data: [UInt8] = Array("null".utf8)
    ) throws(StoreError) {
        try connection.run(SQL.insert, user, topic.rawValue, action.rawValue, resource, data, now)
        effects.notice.lastEventSequence = connection.lastInsertedRowID
    }

    func record(_ action: Event.Action, draft: Draft, json: [UInt8]) throws(StoreError) {
        try record(.draft, action, for: draft.ownerID, resource: "/v1/drafts/\(draft.id)", data: json)
    }

    func record(_ action: Event.Action, job: Job) throws(StoreError) {
        var writer = JSONWriter()
        job.write(to: &writer)
        try record(.job, action, for: job.ownerID, resource: "/v1/jobs/\(job.id)", data: writer.bytes)
    }

    func record(_ action: Event.Action, device: Device) throws(StoreError) {
        var writer = JSONWriter()
        device.write(to: &writer)
        try record(.device, action, for: device.ownerID, resource: "/v1/devices/\(device.id)", data: writer.bytes)
    }

    func purgeEvents(before time: Timestamp) throws(StoreError) -> Int { try connection.run(SQL.purge, time) }
}
