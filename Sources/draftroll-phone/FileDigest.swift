import Crypto
import Foundation

/// The SHA-256 of a file, read in pieces.
func sha256(of file: URL) throws -> Digest256 {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var hash = SHA256()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        hash.update(Array(piece))
    }
    return try hash.finalize()
}
