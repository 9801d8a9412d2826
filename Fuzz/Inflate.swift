// Request bodies in gzip: whatever comes is unpacked alike in pieces of any size, never beyond the bound, and what was
// packed comes out again.

import Glibc

/// What came out, and how it ended.
private struct Unpacked: Equatable, Sendable {
    var bytes: [UInt8] = []
    var ending = "whole"
}

private let limit = 65_536

/// - Parameters:
///   - pieces: how many packed bytes are given at a time.
///   - room: how many unpacked bytes are asked for at a time.
private func unpack(_ packed: [UInt8], pieces: Int, room: Int) async -> Unpacked {
    var result = Unpacked()
    let inflater = BodyInflater(limit: limit)
    var position = 0
    do throws(BodyError) {
        while true {
            let output = try await inflater.next(upTo: room) { () async throws(BodyError) in
                guard position < packed.count else { return nil }
                let end = min(packed.count, position + pieces)
                defer { position = end }
                return Array(packed[position..<end])
            }
            guard let output else { return result }
            if output.isEmpty || output.count > room { fatalError("\(output.count) bytes, not \(room)") }
            result.bytes += output
            if result.bytes.count > limit { fatalError("more came out than the bound allows") }
        }
    } catch {
        // How much came out before it was known to be wrong depends on the pieces; that it is wrong does not.
        return Unpacked(ending: "\(error)")
    }
}

private func check(_ bytes: [UInt8]) async {
    let pieces = bytes.first.map { Int($0) + 1 } ?? 1
    let packed = Array(bytes.dropFirst())
    let whole = await unpack(packed, pieces: max(1, packed.count), room: limit + 1)
    for (pieces, room) in [(1, 7), (pieces, 65_536), (pieces, 1)] {
        let other = await unpack(packed, pieces: pieces, room: room)
        if other != whole { fatalError("by \(pieces) for \(room): \(other.ending) instead of \(whole.ending)") }
    }
    guard let ours = try? Gzip.compress(packed, level: 1) else { fatalError("it could not be packed") }
    let again = await unpack(ours, pieces: pieces, room: 1_024)
    if again != Unpacked(bytes: packed) { fatalError("what was packed is not what came out: \(again.ending)") }
    // Cut, or followed by anything, it is not whole (RFC 1952 §2.2).
    for wrong in [ours.dropLast(), ours + [0]] {
        if await unpack(wrong, pieces: pieces, room: 1_024).ending == "whole" { fatalError("cut or longer, but whole") }
    }
}

/// Nothing in a check ever waits; this only carries its end out of its task.
@safe private final class Done: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { unsafe sem_init(semaphore, 0, 0) }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func signal() { unsafe sem_post(semaphore) }
    func wait() { while unsafe sem_wait(semaphore) != 0 {} }
}

func fuzzInflate(_ bytes: [UInt8]) {
    let done = Done()
    Task.detached {
        await check(bytes)
        done.signal()
    }
    done.wait()
}
