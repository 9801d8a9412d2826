import Crypto
import Testing

@Suite("Digests")
struct DigestTests {
    @Test(
        "SHA-256 gives the published digests (FIPS 180-4 examples)",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(message: String, hex: String) throws {
        #expect(try SHA256.hash(message).hex == hex)
    }

    @Test("a message given in pieces has the digest of the whole", arguments: [1, 7, 63, 64, 65, 4096])
    func pieces(size: Int) throws {
        let message = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hasher = SHA256()
        for start in stride(from: 0, to: message.count, by: size) {
            let piece = message[start..<min(start + size, message.count)]
            unsafe hasher.update(piece.span.bytes)
        }
        #expect(try hasher.finalize() == SHA256.hash(message))
    }

    @Test(
        "MD5 gives the published digests (RFC 1321, appendix A.5)",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ])
    func md5(message: String, hex: String) throws {
        var hasher = MD5()
        hasher.update(Array(message.utf8))
        #expect(Hex.encode(try hasher.finalize()) == hex)
    }

    @Test(
        "HMAC-SHA-256 gives the published codes (RFC 4231)",
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ])
    func hmac(key: [UInt8], message: String, hex: String) throws {
        #expect(try HMAC256.authenticate(key: key, message: message).hex == hex)
    }

    @Test("a digest survives its texts, and its bytes")
    func texts() throws {
        let digest = try SHA256.hash("abc")
        #expect(Digest256(hex: digest.hex) == digest)
        #expect(Digest256(hex: digest.hex.uppercased()) == digest)
        #expect(Digest256(base64: digest.base64) == digest)
        #expect(Digest256(bytes: digest.bytes) == digest)
    }

    @Test("a text of the wrong length is no digest", arguments: ["", "00", String(repeating: "0", count: 66), "zz"])
    func noDigest(text: String) {
        #expect(Digest256(hex: text) == nil)
        #expect(Digest256(base64: text) == nil)
    }

    @Test("digests that differ in any one bit are unequal in constant time too")
    func constantTime() throws {
        let digest = try SHA256.hash("abc")
        #expect(digest.constantTimeEquals(digest))
        for bit in 0..<256 {
            var bytes = digest.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let other = try #require(Digest256(bytes: bytes))
            #expect(!digest.constantTimeEquals(other))
            #expect(!constantTimeEquals(digest.bytes, bytes))
        }
        #expect(!constantTimeEquals([1], [1, 2]))
        #expect(constantTimeEquals([], []))
    }
}
