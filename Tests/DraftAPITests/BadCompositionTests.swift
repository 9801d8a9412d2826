import DraftModel
import JSON
import Testing

@testable import DraftAPI

/// Edits that make no sense, over HTTP. That each value of each part is checked is tested in `DraftModelTests`.
@Suite("An edit that makes no sense is refused by name, and the draft stays as it was")
struct BadCompositionTests {
    /// A merge patch and how it is refused. `MEDIA` stands for a video of two seconds, `SOUND` for a sound of one.
    struct Edit: Sendable, CustomTestStringConvertible {
        let what: String
        let patch: String
        let errors: [String]
        /// What the first error's detail has to tell.
        var detail: [String] = []
        var testDescription: String { what }
    }

    static let edits: [Edit] = [
        Edit(
            what: "a filter that does not exist", patch: #"{"filter": {"name": "wram"}}"#,
            errors: ["/filter/name unknown_value"], detail: Filter.Name.allCases.map(\.rawValue)),
        Edit(
            what: "an effect that does not exist", patch: #"{"effects": [{"name": "sparkle"}]}"#,
            errors: ["/effects/0/name unknown_value"], detail: Effect.Name.allCases.map(\.rawValue)),
        Edit(
            what: "a track that does not exist", patch: #"{"music": {"track": "song"}}"#,
            errors: ["/music/track unknown_value"], detail: MusicTrack.allCases.map(\.rawValue)),
        Edit(
            what: "a time before the beginning", patch: #"{"clips": [{"media_id": "MEDIA", "start_ms": -1}]}"#,
            errors: ["/clips/0/start_ms out_of_range"], detail: ["0"]),
        Edit(
            what: "a text that ends before it begins",
            patch: #"{"texts": [{"text": "a", "start_ms": 900, "end_ms": 300}]}"#,
            errors: ["/texts/0/end_ms out_of_range"], detail: ["900"]),
        Edit(
            what: "a clip that ends before it begins",
            patch: #"{"clips": [{"media_id": "MEDIA", "start_ms": 900, "end_ms": 900}]}"#,
            errors: ["/clips/0/end_ms out_of_range"], detail: ["900"]),
        Edit(
            what: "a clip that begins after its file ends",
            patch: #"{"clips": [{"media_id": "MEDIA", "start_ms": 2000}]}"#,
            errors: ["/clips/0/start_ms out_of_range"], detail: ["2000"]),
        Edit(
            what: "a transition that overlaps more than there is",
            patch:
                #"{"clips": [{"media_id": "MEDIA", "end_ms": 500}, {"media_id": "MEDIA", "transition": {"type": "crossfade", "duration_ms": 800}}]}"#,
            errors: ["/clips/1/transition/duration_ms out_of_range"], detail: ["466"]),
        Edit(
            what: "two transitions that overlap each other",
            patch:
                #"{"clips": [{"media_id": "MEDIA"}, {"media_id": "MEDIA", "end_ms": 1000, "transition": {"type": "crossfade", "duration_ms": 600}}, {"media_id": "MEDIA", "transition": {"type": "crossfade", "duration_ms": 600}}]}"#,
            errors: ["/clips/2/transition/duration_ms out_of_range"]),
        Edit(
            what: "music that begins after its end", patch: #"{"music": {"media_id": "SOUND", "start_ms": 1000}}"#,
            errors: ["/music/start_ms out_of_range"], detail: ["1000"]),
        Edit(
            what: "a part that is not built", patch: #"{"green_screen": {"media_id": "MEDIA"}}"#,
            errors: ["/green_screen unsupported_part"], detail: ["green_screen"]),
        Edit(
            what: "a part that is not built, of a clip", patch: #"{"clips": [{"media_id": "MEDIA", "reverse": true}]}"#,
            errors: ["/clips/0/reverse unsupported_part"], detail: ["reverse"]),
    ]

    @Test("names what is wrong with", .enabled(if: SampleVideo.canBeMade, "ffmpeg is not installed"), arguments: edits)
    func refused(edit: Edit) async throws {
        try await withService(ServiceOptions(probes: true)) { service in
            let media = try await service.upload(try await SampleVideo.shared.bytes(), as: service.maya)
            let sound = try await service.upload(Self.second, as: service.maya)
            let draft = try await service.draft(#"{"clips": [{"media_id": "\#(media)"}]}"#, as: service.maya)
            let before = try await service.state(of: service.maya)
            let patch = edit.patch.replacing("MEDIA", with: media).replacing("SOUND", with: sound)
            let answer = try await service.patch("/v1/drafts/\(draft)", as: service.maya, json: patch)
            #expect(answer.status == 422 && answer.code == "invalid_fields", "\(answer.text)")
            #expect(answer.fieldErrors == edit.errors, "\(answer.text)")
            let detail = try answer.json["errors"]?.array?.first?["detail"]?.string ?? ""
            for word in edit.detail { #expect(detail.contains(word), "\(detail)") }
            #expect(try await service.state(of: service.maya) == before)
        }
    }

    /// A second of silence, as a RIFF WAVE file of 8 kHz and 8 bits.
    private static let second: [UInt8] = {
        func number(_ value: UInt32, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
        }
        var bytes = Array("RIFF".utf8) + number(36 + 8_000, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
        bytes += number(1, 2) + number(1, 2) + number(8_000, 4) + number(8_000, 4) + number(1, 2) + number(8, 2)
        return bytes + Array("data".utf8) + number(8_000, 4) + [UInt8](repeating: 0x80, count: 8_000)
    }()
}
