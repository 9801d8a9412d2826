import Glibc

/// Options that come from the environment.
enum Environment {
    /// The value of `DRAFTROLL_` and this name; nil if it is unset or empty.
    static func value(_ name: String) -> String? {
        guard let value = unsafe getenv("DRAFTROLL_" + name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// A number. Something else stands for an unset variable only if it is empty: a mistyped port must not be 8080.
    static func number(_ name: String) -> UInt16? {
        guard let text = value(name) else { return nil }
        guard let number = UInt16(text) else {
            writeToStandardError("draftroll: DRAFTROLL_\(name) is \(text), which is no number from 0 to 65535.\n")
            exit(EX_USAGE)
        }
        return number
    }

    /// A switch: `1`, `true` or `yes`.
    static func flag(_ name: String) -> Bool {
        ["1", "true", "yes"].contains(value(name)?.lowercased())
    }
}

func writeToStandardError(_ text: String) {
    writeAll(text, to: STDERR_FILENO)
}

/// Unbuffered, so that who waits for a line sees it at once.
func writeToStandardOutput(_ text: String) {
    writeAll(text, to: STDOUT_FILENO)
}

private func writeAll(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        // With nobody who reads, there is nothing left to do.
        guard count > 0 else { return }
        bytes = bytes.dropFirst(count)
    }
}
