import Crypto
import Testing

@Suite("Hexadecimal and base64")
struct CodingTests {
    @Test(
        "base64 follows the test vectors of RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test("every byte survives each coding, at every length of the last group")
    func roundTrip() {
        for length in 0...260 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: 255 &- $0) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(
        "base64 with a second spelling of the same bytes is refused",
        arguments: [
            "Zg", "Zg=", "Zh==", "Zm9=", "Zg===", "Z===", "====", "Zm 8=", "Zm8=\n", "Zm8_", "é===",
        ])
    func strict(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("base64url has no padding and its own two characters", arguments: ["Zg==", "-+", "A", "Zh"])
    func strictURL(text: String) {
        #expect(Base64URL.decode(text) == nil)
        #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
    }

    @Test("hexadecimal of odd length or with another character is refused", arguments: ["0", "0g", "+1", "é"])
    func strictHex(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
