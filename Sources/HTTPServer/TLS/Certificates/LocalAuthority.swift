internal import COpenSSL

/// A certificate authority of this machine alone, for HTTPS where no public one can help: `localhost`, a laptop's
/// address, a phone in the same Wi-Fi.
///
/// Devices are told once to trust the authority; the server's certificates then come and go without a word. Its key could
/// sign for every name that those devices visit, so it never leaves its folder and only its owner may read it.
public struct LocalAuthority: Sendable {
    /// What a server needs, and what its clients have to trust.
    public struct Certificates: Sendable {
        /// The server's certificate and key.
        public let server: TLSConfiguration
        /// The path of the authority's certificate, in PEM.
        public let authorityFile: String
        /// The SHA-256 of the authority's certificate, as devices show it.
        public let authorityFingerprint: String
        /// Whether the authority was made now: no device trusts it yet.
        public let isAuthorityNew: Bool
        /// Whether the server's certificate was made now.
        public let isCertificateNew: Bool
    }

    private static let day: Int64 = 86_400
    /// The authority is valid for ten years: trusting a new one is work on every device.
    private static let authorityDays: Int64 = 3_650
    /// Browsers take at most 397 days; Mozilla recommends no more than a year.
    private static let certificateDays: Int64 = 365
    /// With less than this left, a new certificate is made.
    private static let renewalDays: Int64 = 30
    /// Certificates begin an hour ago: the clocks of phones differ.
    private static let skew: Int64 = 3_600

    private let folder: String

    /// The authority kept in this folder, which is made when it is first needed.
    public init(folder: String) {
        self.folder = folder
    }

    /// Makes what is not there, belongs to other names or ends soon: the authority, and a certificate for these names.
    ///
    /// - Parameters:
    ///   - names: what clients call the server. Not empty.
    ///   - now: the time of day, in seconds since 1970.
    /// - Throws: `TLSError` when the folder cannot be used, or when the authority's key or certificate is missing or not
    ///   the other's: trust that devices have is not thrown away silently.
    public func prepare(for names: [ServerName], now: Int64) throws(TLSError) -> Certificates {
        guard let first = names.first else { throw TLSError(.badName, "a certificate needs at least one name.") }
        try PEMFile.makeFolder(folder)
        let authorityFile = folder + "/ca.pem"
        let server = TLSConfiguration(certificateFile: folder + "/server.pem", keyFile: folder + "/server.key")
        let authority = try loadAuthority(authorityFile, now)
        let isUsable = isUsable(server, names, signer: authority.key, now)
        if !isUsable {
            let key = try PrivateKey()
            let end = min(now + Self.certificateDays * Self.day - Self.skew, authority.certificate.end)
            let request = CertificateRequest(
                commonName: first.description, names: names, validity: (now - Self.skew)...max(now, end))
            let made = try request.makeServerCertificate(
                key: key, issuer: authority.certificate, issuerKey: authority.key)
            try PEMFile.write(try key.pem(), to: server.keyFile, mode: 0o600)
            try PEMFile.write(try made.pem(), to: server.certificateFile, mode: 0o644)
        }
        return Certificates(
            server: server, authorityFile: authorityFile, authorityFingerprint: authority.certificate.fingerprint,
            isAuthorityNew: authority.isNew, isCertificateNew: !isUsable)
    }

    // MARK: The authority

    private struct Authority: ~Copyable {
        let certificate: Certificate
        let key: PrivateKey
        let isNew: Bool
    }

    private func loadAuthority(_ file: String, _ now: Int64) throws(TLSError) -> Authority {
        let keyFile = folder + "/ca.key"
        let (pem, keyPEM) = (try PEMFile.read(file), try PEMFile.read(keyFile))
        if pem == nil, keyPEM == nil { return try makeAuthority(file, keyFile, now) }
        guard let pem, let keyPEM else {
            throw TLSError(
                .unreadableFile, "of the local authority \(pem == nil ? file : keyFile) is missing. \(Self.way)")
        }
        let certificate = try Certificate(pem: pem, path: file)
        let key = try PrivateKey(pem: keyPEM, path: keyFile)
        guard certificate.belongs(to: key) else {
            throw TLSError(.keyMismatch, "\(keyFile) is not the key of \(file). \(Self.way)")
        }
        if certificate.end - now < Self.renewalDays * Self.day { return try makeAuthority(file, keyFile, now) }
        return Authority(certificate: certificate, key: key, isNew: false)
    }

    private static let way =
        "Restore both, or remove both: then a new authority is made, and devices must trust that one."

    private func makeAuthority(_ file: String, _ keyFile: String, _ now: Int64) throws(TLSError) -> Authority {
        let key = try PrivateKey()
        let request = CertificateRequest(
            commonName: "Draftroll local authority \(try Self.randomSuffix())", names: [],
            validity: (now - Self.skew)...(now + Self.authorityDays * Self.day))
        let certificate = try request.makeAuthority(key: key)
        // Were the process killed between the two, the next start says what is missing.
        try PEMFile.write(try key.pem(), to: keyFile, mode: 0o600)
        try PEMFile.write(try certificate.pem(), to: file, mode: 0o644)
        return Authority(certificate: certificate, key: key, isNew: true)
    }

    /// Tells the authorities of several machines apart in a device's settings.
    private static func randomSuffix() throws(TLSError) -> String {
        var bytes = [UInt8](repeating: 0, count: 3)
        guard unsafe RAND_bytes(&bytes, 3) == 1 else { throw .openSSL("make a random number") }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // MARK: The server's certificate

    /// Whether the certificate of the last time is still good. One that cannot be read is not.
    private func isUsable(
        _ server: TLSConfiguration, _ names: [ServerName], signer: borrowing PrivateKey, _ now: Int64
    ) -> Bool {
        do throws(TLSError) {
            guard let pem = try PEMFile.read(server.certificateFile), let keyPEM = try PEMFile.read(server.keyFile)
            else {
                return false
            }
            let certificate = try Certificate(pem: pem, path: server.certificateFile)
            let key = try PrivateKey(pem: keyPEM, path: server.keyFile)
            let wanted = unsafe try CertificateExtension(
                NID_subject_alt_name, names.alternativeNames, subject: nil, issuer: nil)
            return certificate.belongs(to: key) && certificate.isSigned(by: signer)
                && certificate.alternativeNames == wanted.content
                && certificate.end - now >= Self.renewalDays * Self.day
        } catch {
            return false
        }
    }
}
