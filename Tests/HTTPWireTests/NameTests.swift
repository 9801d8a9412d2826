import Testing
import WireVectors

@testable import HTTPWire

@Suite("Names and bytes")
struct NameTests {
    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    @Test(
        "the sets of bytes are those of the grammar",
        arguments: [
            (ByteSet.token, letters + "!#$%&'*+-.^_`|~"),
            (ByteSet.path, letters + "-._~!$&'()*+,;=:@/%" + "[]^`{|}"),
            (ByteSet.query, letters + "-._~!$&'()*+,;=:@/?%" + "[]\\^`{|}"),
            (ByteSet.registeredName, letters + "-._~!$&'()*+;="),
        ])
    func byteSets(set: ByteSet, members: String) {
        #expect((0...255).filter { set.contains($0) } == Set(members.utf8).sorted())
    }

    @Test("every known name is found in any letter case, and has a bit of its own", arguments: KnownField.allCases)
    func knownNames(_ field: KnownField) throws {
        let spelling = "\(field.spelling)"
        for name in [spelling, spelling.lowercased(), spelling.uppercased()] {
            #expect(FieldName(name) == FieldName(field))
        }
        #expect(FieldName(spelling + "x")?.known == nil)
        #expect(KnownField.allCases.filter { $0.bit == field.bit } == [field])
    }

    @Test("a name outside the table is equal in any letter case and keeps its spelling")
    func otherNames() throws {
        let name = try #require(FieldName("X-Something"))
        #expect(name == FieldName("x-SOMETHING"))
        #expect(name.spelling == "X-Something")
        #expect(Set([name, try #require(FieldName("x-something"))]).count == 1)
        #expect(name != FieldName("X_Something"))
    }

    @Test("a name that is no token is no name", arguments: ["", "a b", "a:", "a\r\nb", "é", "a\u{0}", "(a)"])
    func badNames(_ name: String) { #expect(FieldName(name) == nil) }

    @Test("the scan by words finds every control byte at every offset")
    func scan() {
        let controls = (UInt8.min...UInt8.max).filter { ($0 < 0x20 && $0 != 9) || $0 == 0x7f }
        for length in [1, 15, 16, 17, 40] {
            for offset in 0..<length {
                for control in controls {
                    var bytes = [UInt8](repeating: 0xff, count: length)
                    bytes[offset] = control
                    #expect(unsafe bytes.span.bytes.firstControl(from: 0, to: length) == offset)
                }
            }
        }
        let clean = (0...255).map(UInt8.init).filter { !controls.contains($0) }
        #expect(unsafe clean.span.bytes.firstControl(from: 0, to: clean.count) == clean.count)
    }

    @Test("methods know whether they are safe and idempotent")
    func methods() {
        #expect(HTTPMethod.get.isSafe && HTTPMethod.head.isSafe && HTTPMethod.options.isSafe)
        #expect(!HTTPMethod.put.isSafe && HTTPMethod.put.isIdempotent && HTTPMethod.delete.isIdempotent)
        #expect(!HTTPMethod.post.isIdempotent && !HTTPMethod.patch.isIdempotent)
        #expect(HTTPMethod("get") == nil)
    }

    @Test("a status always has three digits")
    func statuses() {
        #expect(Status(99) == 500 && Status(600) == 500 && Status(404) == .notFound)
        #expect(Status.noContent.forbidsBody && Status.notModified.forbidsBody && Status.continue.forbidsBody)
        #expect(!Status.ok.forbidsBody)
        #expect(Status(418).description == "418 ")
    }
}
