import COpenSSL
import HTTPWire
import Testing

@testable import HTTPServer

@Suite("TLS handshakes")
struct TLSHandshakeTests {
    @Test("TLS 1.2 and 1.3 are spoken, and the handler knows", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func versions(version: Int32) async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port, .version(version))
        #expect(client.version == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"))
        #expect(try client.get("/secure") == "true")
        #expect(server.server.tlsStatistics == statistics(handshakes: 1))
        await server.stop()
    }

    @Test("older versions are refused", arguments: [TLS1_VERSION, TLS1_1_VERSION])
    func oldVersions(version: Int32) async throws {
        let server = try await TLSTestServer()
        #expect(throws: TLSTestClient.Failure.self) { try TLSTestClient(server.port, .version(version)) }
        #expect(try await server.eventually { server.failures == 1 })
        await server.stop()
    }

    @Test(
        "a client that offers only weak ciphers is refused",
        arguments: [
            "AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256",
            "ECDHE-ECDSA-AES256-SHA384", "DHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-CCM", "NULL", "aNULL",
        ])
    func weakCiphers(cipher: String) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options.version(TLS1_2_VERSION)
        options.ciphers = cipher + ":@SECLEVEL=0"
        #expect(throws: TLSTestClient.Failure.self) { try TLSTestClient(server.port, options) }
        #expect(server.server.tlsStatistics?.handshakes == 0)
        await server.stop()
    }

    @Test(
        "of the good ciphers the server chooses, but leaves ChaCha20 to who prefers it",
        arguments: [
            ("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
            ("ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
            ("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ])
    func cipherPreference(offered: String, chosen: String) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options.version(TLS1_2_VERSION)
        options.ciphers = offered
        #expect(try TLSTestClient(server.port, options).cipher == chosen)
        await server.stop()
    }

    @Test("X25519, P-256 and P-384 are agreed on", arguments: ["X25519", "P-256", "P-384"])
    func groups(group: String) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options()
        options.groups = group
        #expect(try TLSTestClient(server.port, options).get("/") == "hello")
        await server.stop()
    }

    @Test("other groups are refused", arguments: ["P-521", "X448", "ffdhe2048"])
    func otherGroups(group: String) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options.version(TLS1_3_VERSION)
        options.groups = group
        #expect(throws: TLSTestClient.Failure.self) { try TLSTestClient(server.port, options) }
        await server.stop()
    }

    @Test(
        "ALPN agrees on http/1.1, or on nothing where the client does not ask",
        arguments: [([], ""), (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1")] as [([String], String)])
    func applicationProtocol(offered: [String], chosen: String) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options()
        options.protocols = offered
        let client = try TLSTestClient(server.port, options)
        #expect(client.chosenProtocol == chosen)
        #expect(try client.get("/") == "hello")
        await server.stop()
    }

    @Test(
        "a client that offers only other protocols is refused by name",
        arguments: [["h2"], ["http/1.0", "h3"], ["http/1.10"]])
    func otherProtocols(offered: [String]) async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options()
        options.protocols = offered
        let failure = #expect(throws: TLSTestClient.Failure.self) { try TLSTestClient(server.port, options) }
        #expect(failure?.reason.contains("no application protocol") == true)
        await server.stop()
    }

    @Test(
        "a session is resumed by its ticket, also after a new certificate", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func resumption(version: Int32) async throws {
        let server = try await TLSTestServer()
        let first = try TLSTestClient(server.port, .version(version))
        _ = try first.get("/")
        #expect(!first.isResumed)
        var options = TLSTestClient.Options.version(version)
        unsafe options.session = first.takeSession()
        defer { unsafe SSL_SESSION_free(options.session) }
        try server.server.reloadCertificate()
        let second = try TLSTestClient(server.port, options)
        #expect(second.isResumed)
        #expect(try second.get("/") == "hello")
        #expect(server.server.tlsStatistics == statistics(handshakes: 2, resumptions: 1))
        await server.stop()
    }

    @Test("whoever uses a ticket of TLS 1.3 gets another for the next time (RFC 8446 §C.4)")
    func newTicket() async throws {
        let server = try await TLSTestServer()
        var options = TLSTestClient.Options.version(TLS1_3_VERSION)
        var tickets: Set<[UInt8]> = []
        // OpenSSL takes a session for spoilt whose connection is freed without a goodbye.
        var clients: [TLSTestClient] = []
        for number in 1...4 {
            let client = try TLSTestClient(server.port, options)
            clients.append(client)
            #expect(try client.get("/") == "hello")
            #expect(client.isResumed == (number > 1))
            unsafe SSL_SESSION_free(options.session)
            unsafe options.session = client.takeSession()
            tickets.insert(unsafe Self.ticket(of: options.session))
        }
        unsafe SSL_SESSION_free(options.session)
        #expect(tickets.count == 4)
        #expect(!tickets.contains([]))
        await server.stop()
    }

    private static func ticket(of session: OpaquePointer?) -> [UInt8] {
        var bytes: UnsafePointer<UInt8>?
        var count = 0
        unsafe SSL_SESSION_get0_ticket(session, &bytes, &count)
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    @Test("a ticket of another server leads to a full handshake")
    func foreignTicket() async throws {
        let (server, other) = (try await TLSTestServer(), try await TLSTestServer())
        let first = try TLSTestClient(other.port)
        _ = try first.get("/")
        var options = TLSTestClient.Options()
        unsafe options.session = first.takeSession()
        defer { unsafe SSL_SESSION_free(options.session) }
        let second = try TLSTestClient(server.port, options)
        #expect(!second.isResumed)
        #expect(try second.get("/") == "hello")
        await server.stop()
        await other.stop()
    }

    @Test("renegotiation is refused")
    func renegotiation() async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port, .version(TLS1_2_VERSION))
        _ = try client.get("/")
        unsafe SSL_renegotiate(client.ssl)
        #expect(unsafe SSL_do_handshake(client.ssl) != 1)
        await server.stop()
    }

    @Test("a key update is answered in the middle of requests")
    func keyUpdate() async throws {
        let server = try await TLSTestServer()
        let client = try TLSTestClient(server.port, .version(TLS1_3_VERSION))
        for _ in 0..<20 {
            #expect(unsafe SSL_key_update(client.ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
            #expect(unsafe SSL_do_handshake(client.ssl) == 1)
            #expect(try client.get("/") == "hello")
        }
        await server.stop()
    }

    @Test("a peer that sends nothing but key updates keeps neither the loop nor its deadline for itself")
    func keyUpdateFlood() async throws {
        let server = try await TLSTestServer { $0.deadlines.idle = DeadlinePolicy.second }
        let flooder = try TLSTestClient(server.port, .version(TLS1_3_VERSION))
        let flood = Task.detached {
            // Ends when the server closes; it would be a minute's work.
            for count in 0..<3_000_000 {
                let isSent =
                    unsafe SSL_key_update(flooder.ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1
                    && SSL_do_handshake(flooder.ssl) == 1
                if !isSent { return count }
            }
            return Int.max
        }
        for _ in 0..<20 { #expect(try TLSTestClient(server.port).get("/") == "hello") }
        #expect(await flood.value < Int.max)
        await server.stop()
    }

    private func statistics(handshakes: UInt64, resumptions: UInt64 = 0) -> TLSStatistics {
        var statistics = TLSStatistics()
        (statistics.handshakes, statistics.resumptions) = (handshakes, resumptions)
        return statistics
    }
}
