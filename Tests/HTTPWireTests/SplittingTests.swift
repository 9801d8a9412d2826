import HTTPWire
import Testing
import WireVectors

@Suite("Splitting")
struct SplittingTests {
    @Test("a stream is read alike whole, byte by byte and split at every position", arguments: Vector.all)
    func splitting(_ vector: Vector) {
        let whole = WireReader.read(vector.bytes)
        let offsets = Array(vector.bytes.indices.dropFirst())
        #expect(WireReader.read(vector.bytes, cutAt: offsets) == whole)
        let different = offsets.filter { WireReader.read(vector.bytes, cutAt: [$0]) != whole }
        #expect(different == [], "split at these offsets it was read differently")
    }

    @Test("limits are met alike however the bytes arrive")
    func limits() {
        var limits = WireLimits()
        limits.maximumRequestLine = 40
        limits.maximumHead = 80
        limits.maximumFields = 3
        limits.maximumChunkExtensions = 10
        limits.maximumTrailers = 20
        let streams =
            (20...60).map { "GET /" + String(repeating: "a", count: $0) + " HTTP/1.1\r\nHost: a\r\n\r\n" }
            + (20...60).map { String(repeating: "A", count: $0) + " / HTTP/1.1\r\nHost: a\r\n\r\n" }
            + (30...60).map { get("X: " + String(repeating: "a", count: $0)) }
            + (5...15).map { chunked("1;" + String(repeating: "a", count: $0) + "\r\nx\r\n0\r\n\r\n") }
            + (5...20).map { chunked("0\r\nX: " + String(repeating: "a", count: $0) + "\r\n\r\n") }
            + [get("A: 1", "B: 2"), get("A: 1", "B: 2", "C: 3")]
        for stream in streams.map(bytes) {
            let whole = WireReader.read(stream, limits: limits)
            #expect(WireReader.read(stream, cutAt: stream.indices.dropFirst(), limits: limits) == whole)
            for cut in stream.indices.dropFirst() {
                #expect(WireReader.read(stream, cutAt: [cut], limits: limits) == whole)
            }
        }
    }

    @Test("no damaged stream stops the program or depends on how it arrives", arguments: 0..<40 as Range<UInt64>)
    func damage(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for vector in Vector.all {
            var damaged = vector.bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !damaged.isEmpty {
                let offset = Int.random(in: damaged.indices, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: damaged[offset] = UInt8.random(in: 0...255, using: &generator)
                case 1: damaged.remove(at: offset)
                case 2: damaged.insert("\r\n:;, \t\u{0}%".utf8.randomElement(using: &generator) ?? 0, at: offset)
                default: damaged.append(contentsOf: damaged[offset...].prefix(20))
                }
            }
            let whole = WireReader.read(damaged)
            #expect(WireReader.read(damaged, cutAt: damaged.indices.dropFirst()) == whole)
        }
    }
}
