import Testing

@testable import Crypto

@Suite("Password hashes")
struct ScryptTests {
    @Test("scrypt gives the published bytes (RFC 7914 §12)")
    func published() throws {
        // The vector has 64 bytes; a shorter key is its beginning.
        let hash = try Scrypt.derive(password: "pleaseletmein", salt: Array("SodiumChloride".utf8), logN: 14)
        #expect(Hex.encode(hash) == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    }

    @Test("a password verifies against its own hash and no other does")
    func verifies() throws {
        let hash = try Scrypt.hash(password: "correct horse", cost: .trivial)
        #expect(hash.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try Scrypt.verify(password: "correct horse", against: hash))
        #expect(try !Scrypt.verify(password: "correct horsf", against: hash))
        #expect(try !Scrypt.verify(password: "", against: hash))
    }

    @Test("the same password hashes differently each time, because the salt is fresh")
    func salted() throws {
        #expect(
            try Scrypt.hash(password: "x", cost: .trivial) != Scrypt.hash(password: "x", cost: .trivial))
    }

    @Test(
        "a stored hash that is not ours is refused, also one that asks for too much work",
        arguments: [
            "", "plain", "$scrypt$ln=4,r=8,p=1$AAAA", "$argon2id$ln=4,r=8,p=1$AAAA$AAAA",
            "$scrypt$ln=40,r=8,p=1$AAAA$AAAA",
            "$scrypt$ln=4,r=8,p=1$AAAA$AAAA", "$scrypt$ln=4,r=9,p=1$AAAA$AAAA", "$scrypt$ln=0,r=8,p=1$AAAA$AAAA",
            "$scrypt$ln=4,r=8,p=1$A$AAAA",
        ])
    func malformed(stored: String) {
        #expect(throws: CryptoError(.malformedPasswordHash)) {
            try Scrypt.verify(password: "x", against: stored)
        }
    }

    @Test("random bytes are as many as asked for, and not the same twice")
    func random() throws {
        #expect(try randomBytes(count: 0).isEmpty)
        #expect(try randomBytes(count: 33).count == 33)
        #expect(try randomBytes(count: 32) != randomBytes(count: 32))
    }

    @Test("an error's text for people does not carry the library's")
    func privateCause() {
        let error = CryptoError(.unavailable, cause: "error:0308010C")
        #expect(!error.description.contains("0308010C"))
        #expect(error.debugDescription.contains("0308010C"))
    }
}
