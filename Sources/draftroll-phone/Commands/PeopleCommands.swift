import ArgumentParser
import DraftrollClient
import Foundation

extension Phone {
    /// Makes a user.
    struct SignUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-up", abstract: "Make a user, and stay signed in on this computer.")

        @ParentCommand var phone: Phone
        @Argument(help: "2 to 24 of a-z, 0-9 and _.") var handle: String
        @Option(help: "8 to 128 characters; asked for if left out.") var password: String?
        @Option(help: "The name that others see.") var name: String?
        @Option(help: "The name of the first device.") var device = "iPhone"
        @Option(help: "ios or android.") var platform: Device.Platform = .ios

        func run() async throws {
            let signedUp = try await phone.connection.client().signUp(
                handle: handle, password: try password ?? askForPassword(), displayName: name,
                device: NewDevice(name: device, platform: platform))
            try TokenFile.standard.save(signedUp.token, of: handle, at: phone.connection.url)
            print("Welcome, \(signedUp.user.displayName). Go on with: draftroll-phone --as \(handle) drafts")
        }
    }

    /// Signs in and keeps the token.
    struct SignIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-in", abstract: "Sign in, and stay signed in on this computer.")

        @ParentCommand var phone: Phone
        @Argument(help: "Your handle.") var handle: String
        @Option(help: "Asked for if left out.") var password: String?

        func run() async throws {
            let signedIn = try await phone.connection.client().signIn(
                handle: handle, password: try password ?? askForPassword())
            try TokenFile.standard.save(signedIn.token, of: handle, at: phone.connection.url)
            print("Welcome back, \(signedIn.user.displayName).")
        }
    }

    /// Shows the user and the devices.
    struct ShowMe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "me", abstract: "Show who you are, and your devices.")

        @ParentCommand var phone: Phone

        func run() async throws {
            let me = try await phone.connection.signedIn().me()
            print("\(Style.bold(me.user.displayName)) @\(me.user.handle)  \(Style.dim(me.user.id.rawValue))")
            var table = Table("device", "platform", "used", "limit", "id")
            for device in me.devices {
                table.add(
                    device.name, device.platform.rawValue, Text.size(device.storageUsedBytes),
                    device.storageLimitBytes.map { Text.size($0) } ?? "none", device.id.rawValue)
            }
            table.show(orIfEmpty: "no devices")
        }
    }
}

/// Reads a line of standard input, saying what for on standard error so that output can be piped.
private func askForPassword() throws -> String {
    FileHandle.standardError.write(Data("Password: ".utf8))
    guard let line = readLine(), !line.isEmpty else { throw ValidationError("A password is needed.") }
    return line
}
