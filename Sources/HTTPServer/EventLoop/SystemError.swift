internal import CLinux
internal import Glibc

/// A system call that failed: its name and its error number.
public struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call, as in its manual page.
    public let call: String
    /// The error number it left.
    public let number: Int32

    /// The error of this call.
    public init(call: String, number: Int32) {
        self.call = call
        self.number = number
    }

    /// The call and the system's text for the number: `bind: Address already in use`.
    public var description: String {
        "\(call): \(unsafe String(cString: strerror(number)))"
    }

    /// The error of the call that has just failed on this thread.
    static func last(_ call: StaticString) -> SystemError {
        SystemError(call: call.description, number: clinux_errno())
    }

    /// Passes a result through unless it is -1, the mark of failure.
    @discardableResult
    static func check(_ call: StaticString, _ result: Int32) throws(SystemError) -> Int32 {
        if result == -1 { throw last(call) }
        return result
    }
}
