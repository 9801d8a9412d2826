import DraftModel
import HTTPServer
import Logging

/// The service's certificate over its life: made if it is ours, announced, renewed and loaded again.
struct ServerCertificate: Sendable {
    /// How often our own certificate is looked at: it is renewed a month before its end.
    private static let renewalInterval = Duration.seconds(86_400)

    private let settings: TLSSettings
    private let authority: LocalAuthority
    /// What the server is to load.
    let configuration: TLSConfiguration
    private let made: LocalAuthority.Certificates?

    /// Finds or makes the certificate.
    ///
    /// - Throws: `StartFailure` with what is wrong.
    init(_ settings: TLSSettings, dataDirectory: String) throws {
        self.settings = settings
        authority = LocalAuthority(folder: dataDirectory + "/tls")
        switch settings {
        case .files(let files): (configuration, made) = (files, nil)
        case .selfSigned(let names):
            do throws(TLSError) {
                let made = try authority.prepare(for: names, now: Self.now)
                (configuration, self.made) = (made.server, made)
            } catch {
                throw StartFailure(message: error.description)
            }
        }
    }

    private static var now: Int64 { Clock.system.now().millisecondsSince1970 / 1_000 }

    /// What to tell who started the service: how to trust a certificate of ours. Empty for one of theirs.
    func announcement(port: UInt16) -> String {
        guard case .selfSigned(let names) = settings, let made, let name = names.first else { return "" }
        let host = name.description.contains(":") ? "[\(name)]" : name.description
        return """
            certificate for \(names.map(\.description).joined(separator: ", "))
            by the local authority \(made.authorityFile)\(made.isAuthorityNew ? " (new: nothing trusts it yet)" : "")
              SHA-256 \(made.authorityFingerprint)
            to trust it: curl --cacert \(made.authorityFile) https://\(host):\(port)/healthz
            for a browser, a phone or the whole system see docs/tls.md

            """
    }

    /// Loads the files again for new connections, after renewing what is ours to renew.
    func reload(into server: Server, _ logger: Logger) {
        do throws(TLSError) {
            if case .selfSigned(let names) = settings {
                let made = try authority.prepare(for: names, now: Self.now)
                if made.isAuthorityNew {
                    logger.warning(
                        "the local authority has been replaced; devices must trust the new one",
                        metadata: ["file": "\(made.authorityFile)"])
                }
            }
            try server.reloadCertificate()
            logger.notice("the certificate has been loaded again")
        } catch {
            logger.error("the certificate stays the old one", metadata: ["reason": "\(error)"])
        }
    }

    /// Looks once a day whether our own certificate ends soon. Ends with its task.
    func keepFresh(in server: Server, _ logger: Logger) async {
        guard case .selfSigned = settings else { return }
        while true {
            do {
                try await Task.sleep(for: Self.renewalInterval)
            } catch {
                return
            }
            reload(into: server, logger)
        }
    }
}
