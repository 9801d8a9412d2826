import ArgumentParser
import HTTPServer

/// The options of HTTPS.
struct TLSOptions: ParsableArguments {
    @Option(help: "The certificate chain for HTTPS, in PEM. Needs --tls-key.")
    var tlsCert: String?

    @Option(help: "The private key of --tls-cert, in PEM and without a passphrase.")
    var tlsKey: String?

    @Flag(help: "Speak HTTPS with a certificate of a local authority, which is kept in the data directory.")
    var tlsSelfSigned = false

    @Option(
        parsing: .upToNextOption,
        help:
            "A DNS name or address that the self-signed certificate is for; may be repeated. (default: localhost, 127.0.0.1, ::1)"
    )
    var tlsName: [String] = []

    /// What was asked for; nil for plain HTTP.
    ///
    /// - Parameter host: where the service listens. A certificate made without names is for that address, too.
    func settings(host: String) throws -> TLSSettings? {
        // The command line wins: --tls-self-signed over the files of the environment, and the other way round.
        let certificate = tlsCert ?? (tlsSelfSigned ? nil : Environment.value("TLS_CERT"))
        let key = tlsKey ?? (tlsSelfSigned ? nil : Environment.value("TLS_KEY"))
        let isSelfSigned = tlsSelfSigned || (Environment.flag("TLS_SELF_SIGNED") && certificate == nil)
        switch (certificate, key) {
        case (let certificate?, let key?):
            guard !isSelfSigned else { throw ValidationError("give either --tls-self-signed or --tls-cert, not both.") }
            return .files(TLSConfiguration(certificateFile: certificate, keyFile: key))
        case (nil, nil):
            guard isSelfSigned else {
                guard tlsName.isEmpty else { throw ValidationError("--tls-name belongs to --tls-self-signed.") }
                return nil
            }
            return .selfSigned(names: try names(host: host))
        case (nil, _): throw ValidationError("--tls-key needs --tls-cert.")
        case (_, nil): throw ValidationError("--tls-cert needs --tls-key.")
        }
    }

    private func names(host: String) throws -> [ServerName] {
        var given = tlsName
        if given.isEmpty, let list = Environment.value("TLS_NAME") {
            given = list.split { $0 == "," || $0 == " " }.map(String.init)
        }
        do {
            if !given.isEmpty { return try given.map { try ServerName($0) } }
            var names = try ["localhost", "127.0.0.1", "::1"].map { try ServerName($0) }
            // 0.0.0.0 and :: stand for every address and are nobody's name.
            if !["0.0.0.0", "::"].contains(host) {
                let name = try ServerName(host)
                if !names.contains(name) { names.append(name) }
            }
            return names
        } catch let error as TLSError {
            throw ValidationError("--tls-name: \(error)")
        }
    }
}

/// What the service's certificate is.
enum TLSSettings: Sendable {
    case files(TLSConfiguration)
    case selfSigned(names: [ServerName])
}
