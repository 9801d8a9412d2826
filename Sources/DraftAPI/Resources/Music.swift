internal import DraftModel
internal import HTTPServer
internal import HTTPWire
internal import JSON

extension Router<Handler> {
    /// The built-in music library.
    mutating func addMusic() {
        on(.get, "/v1/music", listMusic)
    }
}

/// `GET /v1/music`: the tracks that a draft's `music` may name.
private func listMusic(_ call: Call) async throws -> Response {
    _ = try call.user()
    var json = JSONWriter()
    json.beginObject()
    json.array("items") { json in
        for track in MusicTrack.allCases {
            json.object(nil) { json in
                json.member("track", track.rawValue)
                json.member("title", track.title)
                json.member("duration_ms", track.duration)
                json.member("beats_per_minute", track.beatsPerMinute)
                json.member("licensed_for_saving", track.isLicensedForSaving)
            }
        }
    }
    json.nullMember("next_cursor")
    json.endObject()
    return try call.response(.ok, json, etag: .ofContent)
}
