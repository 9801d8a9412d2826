import HTTPWire
import Testing
import WireVectors

@Suite("Conditions")
struct ConditionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var ifMatch: String?
        var ifUnmodifiedSince: String?
        var ifNoneMatch: String?
        var ifModifiedSince: String?
        var method = HTTPMethod.get
        var exists = true
        var etag: EntityTag? = EntityTag(strong: "2")
        var outcome: Conditions.Outcome

        var testDescription: String {
            "\(method) \(ifMatch ?? "-") \(ifUnmodifiedSince ?? "-") \(ifNoneMatch ?? "-") \(ifModifiedSince ?? "-")"
        }
    }

    /// The representation has the tag "2", in gzip "2-gzip", and changed last at `changed`.
    static let changed = "Sun, 06 Nov 1994 08:49:37 GMT"
    static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

    static let cases: [Case] = [
        Case(outcome: .proceed),
        // Step 1: If-Match, compared strongly.
        Case(ifMatch: "\"2\"", outcome: .proceed),
        Case(ifMatch: "\"1\", \"2\"", outcome: .proceed),
        Case(ifMatch: "\"1\"", outcome: .preconditionFailed),
        Case(ifMatch: "W/\"2\"", outcome: .preconditionFailed),
        Case(ifMatch: "\"2-gzip\"", method: .patch, outcome: .proceed),
        Case(ifMatch: "*", outcome: .proceed),
        Case(ifMatch: "*", method: .put, exists: false, outcome: .preconditionFailed),
        Case(ifMatch: "\"2\"", method: .put, exists: false, outcome: .preconditionFailed),
        Case(ifMatch: "2", method: .put, outcome: .preconditionFailed),
        Case(ifMatch: "", method: .put, outcome: .preconditionFailed),
        Case(ifMatch: "\"2\"", etag: EntityTag(weak: "2"), outcome: .preconditionFailed),
        // Step 2: If-Unmodified-Since, only without If-Match.
        Case(ifUnmodifiedSince: changed, outcome: .proceed),
        Case(ifUnmodifiedSince: after, outcome: .proceed),
        Case(ifUnmodifiedSince: before, outcome: .preconditionFailed),
        Case(ifMatch: "\"2\"", ifUnmodifiedSince: before, outcome: .proceed),
        Case(ifUnmodifiedSince: "soon", outcome: .proceed),
        // Step 3: If-None-Match, compared weakly.
        Case(ifNoneMatch: "\"2\"", outcome: .notModified),
        Case(ifNoneMatch: "W/\"2\"", outcome: .notModified),
        Case(ifNoneMatch: "\"2-gzip\"", outcome: .notModified),
        Case(ifNoneMatch: "\"1\", , W/\"2\"", outcome: .notModified),
        Case(ifNoneMatch: "\"1\"", outcome: .proceed),
        Case(ifNoneMatch: "*", outcome: .notModified),
        Case(ifNoneMatch: "*", method: .head, outcome: .notModified),
        Case(ifNoneMatch: "*", method: .put, outcome: .preconditionFailed),
        Case(ifNoneMatch: "*", method: .put, exists: false, outcome: .proceed),
        Case(ifNoneMatch: "\"2\"", method: .delete, outcome: .preconditionFailed),
        Case(ifNoneMatch: "\"2", outcome: .proceed),
        Case(ifMatch: "\"2\"", ifNoneMatch: "\"2\"", outcome: .notModified),
        Case(ifMatch: "\"1\"", ifNoneMatch: "\"2\"", outcome: .preconditionFailed),
        // Step 4: If-Modified-Since, only without If-None-Match, only for GET and HEAD.
        Case(ifModifiedSince: changed, outcome: .notModified),
        Case(ifModifiedSince: after, method: .head, outcome: .notModified),
        Case(ifModifiedSince: before, outcome: .proceed),
        Case(ifModifiedSince: after, method: .post, outcome: .proceed),
        Case(ifNoneMatch: "\"1\"", ifModifiedSince: after, outcome: .proceed),
        Case(ifModifiedSince: "soon", outcome: .proceed),
    ]

    @Test("conditions are evaluated in the order of RFC 9110 §13.2.2", arguments: cases)
    func order(_ test: Case) throws {
        let conditions = Conditions(
            ifMatch: test.ifMatch, ifNoneMatch: test.ifNoneMatch, ifUnmodifiedSince: test.ifUnmodifiedSince,
            ifModifiedSince: test.ifModifiedSince)
        let outcome = conditions.evaluate(
            etag: test.etag, alsoMatches: test.etag.map { [$0.coded(.gzip)] } ?? [],
            lastModified: HTTPDate.parse(Self.changed), exists: test.exists, method: test.method)
        #expect(outcome == test.outcome)
    }

    @Test("the tag of a coding that was not chosen is good for If-Match alone")
    func otherCodings() {
        let tag = EntityTag(strong: "1")
        let held = tag.coded(.gzip).text
        func outcome(_ conditions: Conditions, exists: Bool = true) -> Conditions.Outcome {
            conditions.evaluate(etag: tag, otherCodings: [tag.coded(.gzip)], exists: exists, method: .get)
        }
        #expect(outcome(Conditions(ifMatch: held)) == .proceed)
        #expect(outcome(Conditions(ifMatch: held), exists: false) == .preconditionFailed)
        #expect(outcome(Conditions(ifNoneMatch: held)) == .proceed)
    }

    @Test("conditions are read from a head, lists from several lines")
    func fromHead() throws {
        let head = try parsedHead(get("If-None-Match: \"1\"", "If-None-Match: \"2\""))
        let conditions = Conditions(head)
        #expect(conditions.evaluate(etag: EntityTag(strong: "2"), method: .get) == .notModified)
        #expect(try Conditions(parsedHead(get())).isEmpty)
        #expect(!conditions.isEmpty)
    }

    @Test("without a date of change the date conditions are none")
    func noDate() {
        let conditions = Conditions(ifUnmodifiedSince: Self.before)
        #expect(conditions.evaluate(etag: nil, lastModified: nil, method: .put) == .proceed)
    }

    @Test("a tag is read with its quotes, and a comma may stand inside")
    func tags() {
        #expect(EntityTag("\"a,b\"") == EntityTag(strong: "a,b"))
        #expect(EntityTag("W/\"\"") == EntityTag(weak: ""))
        for text in ["", "a", "\"a", "a\"", "\"a\"b", "w/\"a\"", "\"a\" ", "\"a b\"", "\"a\", \"b\"", "\"\u{0}\""] {
            #expect(EntityTag(text) == nil)
        }
        #expect(EntityTag(strong: "a\"\r\nb").text == "\"a___b\"")
        #expect(EntityTag(strong: "é").text == "\"__\"")
        #expect(EntityTag(weak: "1").text == "W/\"1\"")
        #expect(EntityTag(strong: "1").coded(.gzip) != EntityTag(strong: "1").coded(.identity))
        let nested = Conditions(ifNoneMatch: "\"x\", \"a,b\"")
        #expect(nested.evaluate(etag: EntityTag(strong: "a,b"), method: .get) == .notModified)
    }

    @Test("ten thousand tags cost linear time", .timeLimit(.minutes(1)))
    func manyTags() {
        let list = (0..<10_000).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(Conditions(ifNoneMatch: list).evaluate(etag: EntityTag(strong: "9999"), method: .get) == .notModified)
        #expect(
            Conditions(ifNoneMatch: String(repeating: ",", count: 100_000)).evaluate(etag: nil, method: .get)
                == .proceed)
    }
}
