import COpenSSL
import Glibc
import Testing

@testable import HTTPServer

@Suite("Certificates")
struct TLSCertificateTests {
    private static let day: Int64 = 86_400

    /// A folder that goes with the test.
    private final class Folder {
        let path: String
        init() throws { path = try TLSTestServer.makeFolder() }
        deinit {
            for name in ["ca.pem", "ca.key", "server.pem", "server.key", "other.key", "other.pem"] {
                _ = unsafe unlink(path + "/" + name)
            }
            _ = unsafe rmdir(path)
        }
    }

    private let names: [ServerName]
    private let now = TLSTestServer.now

    init() throws {
        names = try ["localhost", "phone.local", "192.168.1.5", "::1"].map { try ServerName($0) }
    }

    private func bytes(_ path: String) throws -> [UInt8] { try #require(try PEMFile.read(path)) }

    private func mode(_ path: String) -> mode_t {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
    }

    @Test("the authority and its certificate are made once, and their keys are the owner's alone")
    func madeOnce() throws {
        let folder = try Folder()
        let authority = LocalAuthority(folder: folder.path)
        let first = try authority.prepare(for: names, now: now)
        #expect(first.isAuthorityNew && first.isCertificateNew)
        #expect(mode(folder.path + "/ca.key") == 0o600)
        #expect(mode(first.server.keyFile) == 0o600)
        let second = try authority.prepare(for: names, now: now + Self.day)
        #expect(!second.isAuthorityNew && !second.isCertificateNew)
        #expect(second.authorityFingerprint == first.authorityFingerprint)
    }

    @Test("a server's certificate lasts a year and is renewed a month before its end")
    func renewal() throws {
        let folder = try Folder()
        let authority = LocalAuthority(folder: folder.path)
        let made = try authority.prepare(for: names, now: now)
        let certificate = try Certificate(pem: try bytes(made.server.certificateFile), path: "")
        #expect(certificate.end - now <= 397 * Self.day)
        #expect(certificate.end - now >= 364 * Self.day)
        #expect(try !authority.prepare(for: names, now: now + 330 * Self.day).isCertificateNew)
        let renewed = try authority.prepare(for: names, now: now + 340 * Self.day)
        #expect(renewed.isCertificateNew && !renewed.isAuthorityNew)
    }

    @Test("other names, in another order too, make a new certificate of the same authority")
    func otherNames() throws {
        let folder = try Folder()
        let authority = LocalAuthority(folder: folder.path)
        _ = try authority.prepare(for: names, now: now)
        let changed = try authority.prepare(for: [try ServerName("other.local")], now: now)
        #expect(changed.isCertificateNew && !changed.isAuthorityNew)
        #expect(try authority.prepare(for: names, now: now).isCertificateNew)
    }

    @Test("an authority that ends soon is replaced with its certificates")
    func oldAuthority() throws {
        let folder = try Folder()
        let authority = LocalAuthority(folder: folder.path)
        _ = try authority.prepare(for: names, now: now)
        let later = try authority.prepare(for: names, now: now + 3_640 * Self.day)
        #expect(later.isAuthorityNew && later.isCertificateNew)
    }

    @Test("no certificate outlives its authority")
    func lastYear() throws {
        let folder = try Folder()
        let authority = LocalAuthority(folder: folder.path)
        let made = try authority.prepare(for: names, now: now)
        let late = try authority.prepare(for: names, now: now + 3_600 * Self.day)
        let certificate = try Certificate(pem: try bytes(late.server.certificateFile), path: "")
        #expect(certificate.end == (try Certificate(pem: try bytes(made.authorityFile), path: "").end))
    }

    @Test("an authority of which a part is missing or wrong is not replaced silently", arguments: ["ca.pem", "ca.key"])
    func brokenAuthority(lost: String) throws {
        let folder = try Folder()
        let authority = LocalAuthority(folder: folder.path)
        _ = try authority.prepare(for: names, now: now)
        _ = unsafe rename(folder.path + "/" + lost, folder.path + "/other.pem")
        #expect(throws: TLSError.self) { try authority.prepare(for: names, now: now) }
        try TLSTestServer.write(Array("junk".utf8), to: folder.path + "/" + lost)
        let error = #expect(throws: TLSError.self) { try authority.prepare(for: names, now: now) }
        #expect(error?.code == .malformedFile)
        #expect(error?.description.contains(lost) == true)
    }

    @Test("a server's certificate that cannot be read is made again")
    func brokenCertificate() throws {
        let folder = try Folder()
        let authority = LocalAuthority(folder: folder.path)
        let made = try authority.prepare(for: names, now: now)
        try TLSTestServer.write([], to: made.server.certificateFile)
        let again = try authority.prepare(for: names, now: now)
        #expect(again.isCertificateNew && !again.isAuthorityNew)
    }

    @Test(
        "names and addresses are told apart",
        arguments: ["localhost", "a-b.example", "*.example.org", "_dmarc.x", "10.0.0.1", "fe80::1"])
    func goodNames(text: String) throws {
        let name = try ServerName(text)
        #expect(name.description == text)
        #expect((name.kind == .address) == (text == "10.0.0.1" || text.contains(":")))
    }

    @Test(
        "what is no name is refused",
        arguments: [
            "", "https://x", "x:8443", "a b", "a,DNS:evil", "a\n", "*", "a.*.b", "-a", "a-", "a..b", "a.", "1.2.3",
            "1.2.3.400",
            "[::1]", "é.example", String(repeating: "a", count: 64),
        ])
    func badNames(text: String) {
        let error = #expect(throws: TLSError.self) { try ServerName(text) }
        #expect(error?.code == .badName)
    }

    // MARK: Loading

    private func load(_ certificate: String, _ key: String) throws {
        _ = try TLSContext(TLSConfiguration(certificateFile: certificate, keyFile: key))
    }

    @Test("files that are not there are named")
    func missingFiles() throws {
        let folder = try Folder()
        let made = try LocalAuthority(folder: folder.path).prepare(for: names, now: now)
        for (certificate, key) in [("/none.pem", made.server.keyFile), (made.server.certificateFile, "/none.pem")] {
            let error = #expect(throws: TLSError.self) { try load(certificate, key) }
            #expect(error?.code == .unreadableFile)
            #expect(error?.description.contains("/none.pem") == true)
        }
    }

    @Test("a key of another certificate is refused as such")
    func mismatchedKey() throws {
        let folder = try Folder()
        let made = try LocalAuthority(folder: folder.path).prepare(for: names, now: now)
        let error = #expect(throws: TLSError.self) { try load(made.server.certificateFile, folder.path + "/ca.key") }
        #expect(error?.code == .keyMismatch)
    }

    @Test("a file that holds something else is refused", arguments: ["certificate", "key", "encrypted key"])
    func malformedFiles(which: String) throws {
        let folder = try Folder()
        let made = try LocalAuthority(folder: folder.path).prepare(for: names, now: now)
        let other = folder.path + "/other.pem"
        try TLSTestServer.write(Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8), to: other)
        if which == "encrypted key" {
            try TLSTestServer.write(Array(Self.encryptedKey.utf8), to: other)
        }
        let error = #expect(throws: TLSError.self) {
            try load(
                which == "certificate" ? other : made.server.certificateFile,
                which == "certificate" ? made.server.keyFile : other)
        }
        #expect(error?.code == .malformedFile)
        #expect(error?.description.contains(other) == true)
    }

    @Test("a certificate outside its time is refused", arguments: [-800, 800])
    func validity(days: Int64) throws {
        let folder = try Folder()
        let made = try LocalAuthority(folder: folder.path).prepare(for: names, now: now + days * Self.day)
        let error = #expect(throws: TLSError.self) { try load(made.server.certificateFile, made.server.keyFile) }
        #expect(error?.code == .outsideValidity)
        #expect(error?.description.contains(days < 0 ? "expired" : "not valid before") == true)
    }

    /// A P-256 key with the passphrase `secret`.
    private static let encryptedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiEiH3QgG1F6wICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMqKyRIgdz16SCVrNRAfa44EgZAg
        AH7JE4d/tKtLNNu352claUGJke6Gnx3NgPZjp8I/pHtY7Yj++cwtiztFV2JV3LW4
        6olwZFHK3Zc5R8thKdZfMvTdTGRyWveVtsCLSRpfLbwYc2IftJI/QSWayo1cMwDt
        QTT0fk8oVmHOq8meaodk/4dhD3QiWxVfSJe8Qh5jybAGPTQgiIQwl4aYjBd2K1g=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    // MARK: Reloading

    @Test("a new certificate is for new connections; open ones go on with theirs")
    func reloading() async throws {
        let server = try await TLSTestServer()
        let old = try TLSTestClient(server.port)
        _ = try LocalAuthority(folder: server.folder).prepare(for: [try ServerName("other.local")], now: now)
        #expect(try TLSTestClient(server.port).certificateDigest == old.certificateDigest)
        try server.server.reloadCertificate()
        let new = try TLSTestClient(server.port)
        #expect(new.certificateDigest != old.certificateDigest)
        #expect(try old.get("/") == "hello")
        #expect(try new.get("/") == "hello")
        await server.stop()
    }

    @Test("a certificate that cannot be used leaves the old one in place")
    func badReload() async throws {
        let server = try await TLSTestServer()
        let before = try TLSTestClient(server.port).certificateDigest
        try TLSTestServer.write(Array("junk".utf8), to: server.folder + "/server.pem")
        #expect(throws: TLSError.self) { try server.server.reloadCertificate() }
        #expect(try TLSTestClient(server.port).certificateDigest == before)
        await server.stop()
    }

    // MARK: The client of health checks

    @Test("the client trusts the local authority for its names, and nobody else")
    func client() async throws {
        let (server, other) = (try await TLSTestServer(), try await TLSTestServer())
        func status(_ host: String, _ trust: TLSClient.Trust) throws -> String {
            let descriptor = try connectTCP(server.port)
            defer { _ = close(descriptor) }
            let client = try TLSClient.connect(over: descriptor, to: host, trust: trust)
            try client.write(Array("GET / HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8))
            return String(decoding: try client.read(upTo: 12), as: UTF8.self)
        }
        for host in ["localhost", "127.0.0.1"] {
            #expect(try status(host, .file(server.folder + "/ca.pem")) == "HTTP/1.1 200")
        }
        #expect(throws: TLSError.self) { try status("other.local", .file(server.folder + "/ca.pem")) }
        #expect(throws: TLSError.self) { try status("127.0.0.2", .file(server.folder + "/ca.pem")) }
        #expect(throws: TLSError.self) { try status("localhost", .file(other.folder + "/ca.pem")) }
        #expect(throws: TLSError.self) { try status("localhost", .system) }
        #expect(throws: TLSError.self) { try status("localhost", .file("/none.pem")) }
        await server.stop()
        await other.stop()
    }
}

@Suite("Ticket keys")
struct TicketKeyTests {
    @Test("a key seals for its lifetime, opens for another, and is then gone")
    func rotation() throws {
        let keys = TicketKeys()
        let first = try #require(keys.sealing(now: 1_000))
        #expect(keys.sealing(now: 1_000 + TicketKeys.lifetime - 1)?.name == first.name)
        let second = try #require(keys.sealing(now: 1_000 + TicketKeys.lifetime))
        #expect(second.name != first.name)
        #expect(second.cipher != first.cipher)
        let opened = try #require(keys.opening(first.name, now: 1_000 + TicketKeys.lifetime))
        #expect(opened.key.cipher == first.cipher && opened.isOld)
        #expect(keys.opening(second.name, now: 1_000 + TicketKeys.lifetime)?.isOld == false)
        #expect(keys.opening(first.name, now: 1_000 + 2 * TicketKeys.lifetime) == nil)
    }

    @Test("a key that nobody used for long is not kept as the old one")
    func quietServer() throws {
        let keys = TicketKeys()
        let first = try #require(keys.sealing(now: 0))
        #expect(keys.opening(first.name, now: 3 * TicketKeys.lifetime) == nil)
    }

    @Test("a name that is not a key's opens nothing")
    func unknownName() {
        #expect(TicketKeys().opening([UInt8](repeating: 0, count: 16), now: 0) == nil)
    }
}
