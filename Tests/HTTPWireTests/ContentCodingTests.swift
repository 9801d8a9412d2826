import HTTPWire
import Testing
import WireVectors

@Suite("Content coding")
struct ContentCodingTests {
    @Test(
        "gzip is chosen where it is wanted at least as much as identity",
        arguments: [
            (nil, .identity), ("", .identity), ("gzip", .gzip), ("GZIP", .gzip), ("x-gzip", .gzip), ("br, gzip", .gzip),
            ("gzip;q=0", .identity), ("gzip;q=0.0", .identity), ("gzip; q=0.5", .gzip),
            ("gzip;q=0.5, identity", .identity),
            ("gzip;q=0.5, identity;q=0.4", .gzip), ("*", .gzip), ("*;q=0", nil), ("*;q=0, gzip", .gzip),
            ("*;q=0, identity", .identity), ("identity;q=0", nil), ("identity;q=0, gzip", .gzip), ("br", .identity),
            ("deflate, br", .identity), ("gzip;q=0, *", .identity), ("gzip;q=2", .identity),
            ("gzip;q=0.0001", .identity),
            ("gzip;foo=1", .identity), ("gzipx", .identity), ("\tgzip\t;\tq=1.000\t", .gzip),
            ("gzip;q=1.001", .identity),
            (",,gzip", .gzip), ("gzip;q=", .identity), ("identity;q=1, gzip;q=0.001", .identity), ("é, gzip", .gzip),
        ] as [(String?, ContentCoding?)])
    func negotiation(acceptEncoding: String?, coding: ContentCoding?) {
        #expect(ContentCoding.negotiate(acceptEncoding: acceptEncoding) == coding)
    }
}
