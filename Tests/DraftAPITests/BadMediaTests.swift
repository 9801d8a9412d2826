import Foundation
import JSON
import Testing

@testable import DraftAPI

/// Files that are not what they should be, sent as people would send them.
@Suite("A bad file is refused with the reason, however it is uploaded, and nothing of it stays", .serialized)
struct BadMediaTests {
    /// One file, how it is made, and what comes of it.
    struct BadFile: Sendable, CustomTestStringConvertible {
        let what: String
        let make: @Sendable () async throws -> [UInt8]
        let status: Int
        let code: String
        var errors: [String] = []
        /// What the detail has to tell.
        let detail: String
        var testDescription: String { what }
    }

    private static let notReadable = "cannot be read"

    static let files: [BadFile] = [
        BadFile(
            what: "a text that is called video.mp4",
            make: { Array(String(repeating: "this is no video, whatever it is called. ", count: 10).utf8) },
            status: 415, code: "unsupported_media_type", detail: "no video, sound or picture"),
        BadFile(
            what: "a text that begins as an MP4",
            make: { video(String(repeating: "no video. ", count: 50)) }, status: 415, code: "unsupported_media_type",
            detail: notReadable),
        BadFile(
            what: "half of an MP4 with its index at the end", make: { try await half(ofFaststart: false) }, status: 415,
            code: "unsupported_media_type", detail: notReadable),
        BadFile(
            what: "half of an MP4 with its index in front", make: { try await half(ofFaststart: true) }, status: 415,
            code: "unsupported_media_type", detail: "ends before the video in it does"),
        BadFile(
            what: "a video of one pixel",
            make: {
                try await ffmpeg(
                    ["-f", "lavfi", "-i", "color=red:size=1x1:rate=30,format=bgr0", "-t", "1", "-c:v", "ffv1"], "mkv")
            }, status: 422, code: "media_limit_exceeded", errors: ["/width out_of_range", "/height out_of_range"],
            detail: "360 to 4096 pixels"),
        BadFile(
            what: "a video that claims three hours", make: { try claiming(hours: 3, try await plain(options: [])) },
            status: 422, code: "media_limit_exceeded", errors: ["/duration_ms out_of_range"], detail: "10 minutes"),
        BadFile(
            what: "a video of 10 pictures a second",
            make: { try await plain(rate: 10, options: []) }, status: 422, code: "media_limit_exceeded",
            errors: ["/frame_rate out_of_range"], detail: "23 to 60 pictures"),
        BadFile(
            what: "a video of 120 pictures a second",
            make: { try await plain(rate: 120, options: []) }, status: 422, code: "media_limit_exceeded",
            errors: ["/frame_rate out_of_range"], detail: "23 to 60 pictures"),
        BadFile(
            what: "a PNG of 100 KB that unpacks to 81 million pixels",
            make: {
                try await ffmpeg(
                    ["-f", "lavfi", "-i", "color=black:size=9000x9000,format=gray", "-frames:v", "1"], "png")
            }, status: 422, code: "media_limit_exceeded", errors: ["/width out_of_range", "/height out_of_range"],
            detail: "1 to 8192 pixels"),
        BadFile(
            what: "a PNG that claims four billion pixels and has none",
            make: {
                var bytes = Array(picture.prefix(8)) + [0, 0, 0, 13] + Array("IHDR".utf8)
                bytes += [0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 6, 0, 0, 0]
                return bytes + [UInt8](repeating: 0, count: 80)
            }, status: 422, code: "media_limit_exceeded", errors: ["/width out_of_range", "/height out_of_range"],
            detail: "1 to 8192 pixels"),
        BadFile(
            what: "a JPEG of 81 million pixels",
            make: {
                try await ffmpeg(
                    ["-f", "lavfi", "-i", "color=black:size=9000x9000,format=yuvj420p", "-frames:v", "1"], "jpg")
            }, status: 415, code: "unsupported_media_type", detail: "up to 8192 pixels a side"),
        BadFile(
            what: "a HEIC picture that cannot be read",
            make: { [0, 0, 0, 24] + Array("ftypheic".utf8) + [UInt8](repeating: 0, count: 80) },
            status: 415, code: "unsupported_media_type", detail: "as JPEG"),
        BadFile(
            what: "a PNG that breaks off",
            make: {
                Array(
                    try await ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=400x400", "-frames:v", "1"], "png")
                        .prefix(40))
            }, status: 415, code: "unsupported_media_type", detail: notReadable),
        BadFile(
            what: "a sound without a sound in it",
            make: { Array("RIFF".utf8) + [36, 0, 0, 0] + Array("WAVEjunk".utf8) + [UInt8](repeating: 0, count: 60) },
            status: 415, code: "unsupported_media_type", detail: notReadable),
    ]

    @Test("is refused with", .enabled(if: SampleVideo.canBeMade, "ffmpeg is not installed"), arguments: files)
    func refused(file: BadFile) async throws {
        let bytes = try await file.make()
        try await withService(ServiceOptions(probes: true)) { service in
            let before = try await service.state(of: service.maya)
            func expect(_ answer: Answer, _ way: String) throws {
                #expect(answer.status == file.status && answer.code == file.code, "\(way): \(answer.text)")
                #expect(answer.fieldErrors == file.errors, "\(way)")
                let detail = try answer.string("detail")
                #expect(detail.contains(file.detail), "\(way): \(detail)")
            }
            try expect(
                try await service.send(
                    "POST", "/v1/media", as: service.maya, ["Content-Type": "video/mp4"], bytes: bytes), "at once")
            let upload = try await service.beginUpload(of: bytes.count, as: service.maya)
            try expect(try await service.append(bytes, to: upload, at: 0, as: service.maya), "in parts")
            #expect(try await service.head(upload, as: service.maya).status == 404)
            #expect(try await service.state(of: service.maya) == before)
        }
    }

    @Test(
        "what is just within the limits is taken", .enabled(if: SampleVideo.canBeMade, "ffmpeg is not installed"),
        arguments: [24, 60])
    func taken(rate: Int) async throws {
        let bytes = try await Self.plain(rate: rate, options: [])
        try await withService(ServiceOptions(probes: true)) { service in
            let answer = try await service.send("POST", "/v1/media", as: service.maya, bytes: bytes)
            #expect(answer.status == 201, "\(answer.text)")
            #expect(try answer.json["frame_rate"] == .number(JSONNumber(Int64(rate))))
        }
    }

    // MARK: Files

    private static func ffmpeg(_ arguments: [String], _ fileExtension: String) async throws -> [UInt8] {
        try await Wire.blocking {
            let directory = try TemporaryDirectory()
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["ffmpeg", "-v", "error"] + arguments + [directory.path + "/made." + fileExtension]
            process.standardInput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw WireFailure("ffmpeg \(arguments)") }
            return try directory.bytes(of: "made." + fileExtension)
        }
    }

    /// A video of three seconds.
    private static func plain(rate: Int = 30, options: [String]) async throws -> [UInt8] {
        try await ffmpeg(
            [
                "-f", "lavfi", "-i", "testsrc2=size=360x640:rate=\(rate)", "-f", "lavfi", "-i", "sine=440", "-t", "3",
                "-pix_fmt", "yuv420p",
            ] + options, "mp4")
    }

    private static func half(ofFaststart isInFront: Bool) async throws -> [UInt8] {
        let whole = try await plain(options: isInFront ? ["-movflags", "+faststart"] : [])
        return Array(whole.prefix(whole.count / 2))
    }

    /// The video with other lengths in the headers of the movie and its tracks (ISO/IEC 14496-12 §8.2.2, §8.4.2).
    private static func claiming(hours: UInt64, _ bytes: [UInt8]) throws -> [UInt8] {
        var data = Data(bytes)
        for name in ["mvhd", "mdhd"] {
            var rest = data.startIndex..<data.endIndex
            while let box = data.range(of: Data(name.utf8), in: rest) {
                let scale = data[(box.upperBound + 12)..<(box.upperBound + 16)].reduce(UInt64(0)) {
                    $0 << 8 | UInt64($1)
                }
                let length = try #require(UInt32(exactly: scale * hours * 3_600))
                for byte in 0..<4 {
                    data[box.upperBound + 16 + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(byte)))
                }
                rest = box.upperBound..<data.endIndex
            }
        }
        return Array(data)
    }
}
