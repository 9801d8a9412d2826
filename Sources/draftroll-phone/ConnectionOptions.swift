import ArgumentParser
import DraftrollClient
import Foundation

/// Which server, and as whom.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server. Also DRAFTROLL_URL.", valueName: "url"))
    var url: String = ProcessInfo.processInfo.environment["DRAFTROLL_URL"] ?? "http://127.0.0.1:8080"

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose phone this is.", valueName: "handle"))
    var handle: String = "maya"

    @Option(help: ArgumentHelp("The user's token. Also DRAFTROLL_TOKEN.", valueName: "token"))
    var token: String?

    /// A client without a user.
    func client() throws -> DraftrollClient {
        guard let baseURL = URL(string: url), let scheme = baseURL.scheme, ["http", "https"].contains(scheme),
            baseURL.host() != nil
        else {
            throw ValidationError("\(url) is not the URL of a server; http://127.0.0.1:8080 is one.")
        }
        return DraftrollClient(baseURL: baseURL)
    }

    /// A client for the user.
    func signedIn() async throws -> DraftrollClient {
        let client = try client()
        if let token = token ?? ProcessInfo.processInfo.environment["DRAFTROLL_TOKEN"] {
            return client.signedIn(with: token)
        }
        if let token = try TokenFile.standard.token(of: handle, at: url) { return client.signedIn(with: token) }
        if let person = try await client.demoPeople().first(where: { $0.handle == handle }) {
            return client.signedIn(with: person.token)
        }
        throw ValidationError("Nobody is signed in as \(handle). Run: draftroll-phone --url \(url) sign-in \(handle)")
    }
}

extension DraftrollClient {
    /// The demo people, or none where the server does not tell them.
    func demoPeople() async throws -> [Demo.Person] {
        do {
            return try await demo().users
        } catch {
            guard error.status == 404 || error.status == 403 else { throw error }
            return []
        }
    }
}
