internal import Synchronization

/// What a TLS server's connections share: the certificate of this moment, the ticket keys and the counts.
final class TLSContext: Sendable {
    private let configuration: TLSConfiguration
    private let tickets = TicketKeys()
    private let material: Mutex<TLSMaterial>
    private let handshakes = Atomic<UInt64>(0)
    private let resumptions = Atomic<UInt64>(0)
    private let failures = Atomic<UInt64>(0)

    /// Loads certificate and key.
    init(_ configuration: TLSConfiguration) throws(TLSError) {
        self.configuration = configuration
        material = Mutex(try TLSMaterial(configuration, tickets: tickets))
    }

    /// Loads the files again, for the connections that come from now on. If they cannot be used, everything stays as it
    /// was.
    func reload() throws(TLSError) {
        let loaded = try TLSMaterial(configuration, tickets: tickets)
        material.withLock { $0 = loaded }
    }

    /// A session for a connection that has just been accepted.
    ///
    /// - Throws: `TLSError` if there is no memory for it.
    func makeSession(over socket: Socket) throws(TLSError) -> TLSSession {
        try TLSSession(material.withLock { $0 }, over: socket)
    }

    // MARK: Counting

    func countHandshake(resumed: Bool) {
        handshakes.wrappingAdd(1, ordering: .relaxed)
        if resumed { resumptions.wrappingAdd(1, ordering: .relaxed) }
    }

    func countFailure() {
        failures.wrappingAdd(1, ordering: .relaxed)
    }

    var statistics: TLSStatistics {
        TLSStatistics(
            handshakes: handshakes.load(ordering: .relaxed), resumptions: resumptions.load(ordering: .relaxed),
            failures: failures.load(ordering: .relaxed))
    }
}
