public import DraftModel

private enum SQL {
    static let one: StaticString = "SELECT 1"
    static let jobStates: StaticString = "SELECT state, count(*) FROM jobs GROUP BY state"
}

extension StoreReader {
    /// Reads next to nothing, to see whether the database can be read at all.
    public func check() throws(StoreError) {
        _ = try connection.first(SQL.one) { $0.int(0) }
    }

    /// How many jobs are in each state, states without jobs included.
    public func jobCounts() throws(StoreError) -> [Job.State: Int] {
        var counts = Dictionary(uniqueKeysWithValues: Job.State.allCases.map { ($0, 0) })
        let rows = try connection.all(SQL.jobStates) { row throws(StoreError) in
            (state: try row.choice(0) as Job.State, count: row.int(1))
        }
        for row in rows { counts[row.state] = row.count }
        return counts
    }
}
