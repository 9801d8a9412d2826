internal import JSON

extension Music {
    /// The longest fade, in milliseconds.
    private static var fadeRange: ClosedRange<Int64> { 0...10_000 }

    var json: JSONValue {
        var mediaID = JSONValue.null
        var name = JSONValue.null
        switch source {
        case .media(let id): mediaID = .string(id.text)
        case .track(let track): name = .string(track.rawValue)
        }
        return [
            "media_id": mediaID, "track": name, "start_ms": start.json, "volume": volume.json,
            "fade_in_ms": fadeIn.json, "fade_out_ms": fadeOut.json,
        ]
    }

    /// Reads music; nil, reported, unless it names either an upload or a track of the library.
    init?(from reader: inout JSONObjectReader) {
        let mediaID: MediaID? = reader.optionalIdentifier("media_id")
        let track: MusicTrack? = reader.optionalChoice("track")
        let namesBoth = reader.has("media_id") && mediaID != nil && track != nil
        let namesNone = mediaID == nil && track == nil && reader.errors.isEmpty
        if namesBoth || namesNone {
            let tracks = MusicTrack.allCases.map(\.rawValue).joined(separator: ", ")
            reader.refuse(
                namesBoth ? "track" : "media_id", code: namesBoth ? "out_of_range" : "missing_field",
                detail: """
                    Expected either media_id, an uploaded sound, or track, one of: \(tracks). \
                    Set the other to null.
                    """)
        }
        let start = reader.optionalMilliseconds("start_ms", in: 0...(Draft.maximumClipEnd.count - 1))
        let volume = reader.optionalFactor("volume", in: 0...2)
        let fadeIn = reader.optionalMilliseconds("fade_in_ms", in: Self.fadeRange)
        let fadeOut = reader.optionalMilliseconds("fade_out_ms", in: Self.fadeRange)
        guard let source = mediaID.map(Source.media) ?? track.map(Source.track) else { return nil }
        self.init(
            source: source, start: start ?? Milliseconds(0), volume: volume ?? .one,
            fadeIn: fadeIn ?? Milliseconds(0), fadeOut: fadeOut ?? Milliseconds(0))
    }
}

extension VoiceOver {
    var json: JSONValue {
        ["media_id": .string(mediaID.text), "start_ms": start.json, "volume": volume.json]
    }

    init?(from reader: inout JSONObjectReader) {
        let mediaID: MediaID? = reader.identifier("media_id")
        let start = reader.optionalMilliseconds("start_ms", in: 0...(Composition.maximumDuration.count - 1))
        let volume = reader.optionalFactor("volume", in: 0...2)
        guard let mediaID else { return nil }
        self.init(mediaID: mediaID, start: start ?? Milliseconds(0), volume: volume ?? .one)
    }
}

extension Filter {
    var json: JSONValue { ["name": .string(name.rawValue), "intensity": intensity.json] }

    init?(from reader: inout JSONObjectReader) {
        let name: Name? = reader.choice("name")
        let intensity = reader.optionalFactor("intensity", in: 0...1) ?? .one
        guard let name else { return nil }
        self.init(name: name, intensity: intensity)
    }
}

extension Effect {
    var json: JSONValue { ["name": .string(name.rawValue), "start_ms": span.start.json, "end_ms": span.jsonEnd] }

    init?(from reader: inout JSONObjectReader) {
        let name: Name? = reader.choice("name")
        let span = reader.span()
        guard let name else { return nil }
        self.init(name: name, span: span)
    }
}

extension TextOverlay {
    /// The sizes of text, in pixels of the canvas.
    private static var sizeRange: ClosedRange<Int64> { 16...400 }

    var json: JSONValue {
        [
            "text": .string(text.text), "x": x.json, "y": y.json, "size": .number(JSONNumber(Int64(size))),
            "color": .string(color.text), "start_ms": span.start.json, "end_ms": span.jsonEnd,
        ]
    }

    init?(from reader: inout JSONObjectReader) {
        let text: OverlayText? = reader.text("text")
        let x = reader.optionalFactor("x", in: 0...1) ?? .half
        let y = reader.optionalFactor("y", in: 0...1) ?? .half
        let size = reader.optionalInteger("size", in: Self.sizeRange) ?? 72
        var color = Color.white
        if let name = reader.optionalString("color") {
            if let named = Color(name) {
                color = named
            } else {
                reader.refuse("color", code: "out_of_range", detail: "Expected a colour such as #FFAA00.")
            }
        }
        let span = reader.span()
        guard let text else { return nil }
        self.init(text: text, x: x, y: y, size: Int(size), color: color, span: span)
    }
}

extension Sticker {
    var json: JSONValue {
        [
            "media_id": .string(mediaID.text), "x": x.json, "y": y.json, "width": width.json,
            "rotation": .number(JSONNumber(Int64(rotation))), "start_ms": span.start.json, "end_ms": span.jsonEnd,
        ]
    }

    init?(from reader: inout JSONObjectReader) {
        let mediaID: MediaID? = reader.identifier("media_id")
        let x = reader.optionalFactor("x", in: 0...1) ?? .half
        let y = reader.optionalFactor("y", in: 0...1) ?? .half
        let width = reader.optionalFactor("width", in: 0.02...1) ?? Factor(thousandths: 300)
        let rotation = reader.optionalInteger("rotation", in: -360...360) ?? 0
        let span = reader.span()
        guard let mediaID else { return nil }
        self.init(mediaID: mediaID, x: x, y: y, width: width, rotation: Int(rotation), span: span)
    }
}

extension Cover {
    var json: JSONValue {
        switch self {
        case .at(let time): ["at_ms": time.json, "media_id": .null]
        case .media(let id): ["at_ms": .null, "media_id": .string(id.text)]
        }
    }

    /// Reads `{"at_ms"}` or `{"media_id"}`; nil, reported, for neither or both.
    init?(from reader: inout JSONObjectReader) {
        let time = reader.optionalMilliseconds("at_ms", in: 0...Composition.maximumDuration.count)
        let mediaID: MediaID? = reader.optionalIdentifier("media_id")
        switch (time, mediaID) {
        case (let time?, nil): self = .at(time)
        case (nil, let id?): self = .media(id)
        default:
            if reader.errors.isEmpty {
                reader.refuse(
                    "media_id", code: time == nil ? "missing_field" : "out_of_range",
                    detail: "Expected either at_ms, a time in the video, or media_id, an uploaded picture.")
            }
            return nil
        }
    }
}
