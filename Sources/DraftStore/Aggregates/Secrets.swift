internal import DraftModel

private enum SQL {
    static let select: StaticString = "SELECT value FROM secrets WHERE name = ?"
    static let insert: StaticString = "INSERT INTO secrets (name, value) VALUES (?, ?)"
}

extension SQLiteConnection {
    /// The server's secret, made at its first use and then always the same: addresses signed before a restart hold.
    func serverSecret(randomness: Randomness) throws(StoreError) -> [UInt8] {
        if let secret = try first(SQL.select, "server", read: { $0.bytes(0) }) { return secret }
        let secret: [UInt8]
        do { secret = try randomness.bytes(32) } catch { throw StoreError(.failed, cause: "no randomness: \(error)") }
        guard secret.count == 32 else { throw StoreError(.failed, cause: "not enough randomness") }
        try run(SQL.insert, "server", secret)
        return secret
    }
}
