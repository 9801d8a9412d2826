internal import CZlib

/// Unpacks gzip (RFC 1952) a piece at a time.
///
/// zlib's state points back at its stream, which therefore stands at an address of its own.
@safe final class Inflater {
    /// The input is no gzip, or damaged.
    struct Damaged: Error {}

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the end of the compressed data, with its check sum, has been seen.
    private(set) var isComplete = false

    init() throws(GzipError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for gzip alone (zlib.h, inflateInit2).
        let code = unsafe draftroll_inflateInit2(stream, 15 + 16)
        guard code == Z_OK else {
            unsafe stream.deallocate()
            throw GzipError(code: code)
        }
    }

    deinit {
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Unpacks some of `input[start...]`.
    ///
    /// - Parameter maximum: how many bytes at most come out, at least one.
    /// - Returns: what came out, perhaps nothing, and how many bytes of input were used.
    func inflate(_ input: [UInt8], from start: Int, upTo maximum: Int) throws(Damaged) -> (output: [UInt8], used: Int) {
        var code = Z_OK
        var used = 0
        let given = UInt32(clamping: input.count - start)
        let output = unsafe [UInt8](unsafeUninitializedCapacity: maximum) { output, count in
            unsafe input.withUnsafeBufferPointer { bytes in
                // zlib reads through this pointer only; its field is just not declared const.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: bytes.baseAddress.map { unsafe $0 + start })
                unsafe stream.pointee.avail_in = given
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: maximum)
                code = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
            }
            let roomLeft = unsafe stream.pointee.avail_out
            let inputLeft = unsafe stream.pointee.avail_in
            count = maximum - Int(roomLeft)
            used = Int(given - inputLeft)
        }
        switch code {
        case Z_STREAM_END: isComplete = true
        // Z_BUF_ERROR: there was nothing to do, which more input or room changes.
        case Z_OK, Z_BUF_ERROR: break
        default: throw Damaged()
        }
        return (output, used)
    }
}

/// The body of one request on its way through an `Inflater`. Loop only.
final class BodyInflater {
    private let limit: Int
    private var inflater: Inflater?
    private var packed: [UInt8] = []
    private var used = 0
    private var holdsMore = false
    private var total = 0

    /// - Parameter limit: how many bytes the body may unpack to.
    init(limit: Int) {
        self.limit = limit
    }

    /// The next unpacked bytes, at most `maximum`, nil at the end.
    ///
    /// - Parameter read: gives the next packed bytes, nil at their end.
    func next(
        upTo maximum: Int, _ read: () async throws(BodyError) -> [UInt8]?
    ) async throws(BodyError) -> [UInt8]? {
        let inflater: Inflater = if let started = self.inflater { started } else { try start() }
        while true {
            while used < packed.count || holdsMore {
                // Bytes behind the end of the packed data belong to nothing.
                if inflater.isComplete {
                    guard used == packed.count else { throw .malformedCoding }
                    break
                }
                let room = max(1, min(maximum, 65_536))
                let output = try unpack(inflater, upTo: room)
                // A full array may have left some in zlib's own window.
                holdsMore = output.count == room
                total += output.count
                if total > limit { throw .tooLarge(limit: limit) }
                if !output.isEmpty { return output }
            }
            guard let more = try await read() else {
                if !inflater.isComplete { throw .malformedCoding }
                return nil
            }
            packed = more
            used = 0
        }
    }

    private func unpack(_ inflater: Inflater, upTo room: Int) throws(BodyError) -> [UInt8] {
        do throws(Inflater.Damaged) {
            let step = try inflater.inflate(packed, from: used, upTo: room)
            if step.used == 0, step.output.isEmpty, used < packed.count { throw Inflater.Damaged() }
            used += step.used
            return step.output
        } catch {
            throw .malformedCoding
        }
    }

    private func start() throws(BodyError) -> Inflater {
        do throws(GzipError) {
            let made = try Inflater()
            inflater = made
            return made
        } catch {
            // Out of memory: this body cannot be read here and now.
            throw .unsupportedCoding
        }
    }
}
