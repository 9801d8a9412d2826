public import JSON

// Every function here returns the draft's next revision and leaves the given one as it was. Whether the draft may be
// changed at all is `refusalOfEditing`'s to say; whether media and device exist is the store's.

extension Draft {
    /// A new draft from what a client sent: any subset of the editable members, or `{}`.
    ///
    /// - Throws: everything that is wrong with the input, each with its path. Parts that do not exist yet are refused
    ///   with the code `unsupported_part`.
    public static func new(
        id: DraftID, owner: UserID, at timestamp: Timestamp, input: JSONValue
    ) throws(JSONFieldErrors) -> Draft {
        var reader = JSONObjectReader(input)
        reader.refuseReadOnlyMembers()
        reader.refuseUnsupportedParts()
        let content = EditableContent(from: &reader)
        try reader.finish()
        var draft = Draft(id: id, ownerID: owner, createdAt: timestamp, updatedAt: timestamp)
        content.assign(to: &draft)
        return draft
    }

    /// The draft with a JSON merge patch (RFC 7396) applied: a member of `null` gets its default back, `clips` are
    /// replaced as a whole, `save_to_device` is merged.
    ///
    /// A patch that changes nothing returns the draft as it is, so that it makes no revision.
    /// - Throws: everything that is wrong with the patch or with the draft it would make.
    public func applying(mergePatch: JSONValue, at timestamp: Timestamp) throws(JSONFieldErrors) -> Draft {
        // The patch's own names are checked, too: merging would drop an unknown member of null without a word.
        var patchReader = JSONObjectReader(mergePatch)
        patchReader.refuseReadOnlyMembers()
        patchReader.refuseUnsupportedParts()
        for name in EditableContent.memberNames where name != "save_to_device" { _ = patchReader.value(name) }
        if case .object = mergePatch["save_to_device"] {
            _ = patchReader.optionalObject("save_to_device") { reader in
                _ = reader.value("enabled")
                _ = reader.value("device_id")
            }
        } else {
            _ = patchReader.value("save_to_device")
        }
        var problems: [JSONFieldError] = []
        do { try patchReader.finish() } catch { problems = error.errors }

        var reader = JSONObjectReader(EditableContent(of: self).json.applyingMergePatch(mergePatch))
        let content = EditableContent(from: &reader)
        do {
            try reader.finish()
        } catch {
            // What was wrong with a name in the patch is wrong with it in the merged draft again.
            let pathsTold = Set(problems.map(\.path))
            problems += error.errors.filter { !pathsTold.contains($0.path) }
        }
        guard problems.isEmpty else { throw JSONFieldErrors(problems) }
        return next(content, at: timestamp)
    }

    /// The draft with another choice of who can watch the post; the same draft if nothing changes.
    public func settingPrivacy(_ whoCanWatch: WhoCanWatch, at timestamp: Timestamp) -> Draft {
        var content = EditableContent(of: self)
        content.settings.whoCanWatch = whoCanWatch
        return next(content, at: timestamp)
    }

    /// The draft with Save to device set; the same draft if nothing changes.
    public func settingSaveToDevice(_ saveToDevice: SaveToDevice, at timestamp: Timestamp) -> Draft {
        var content = EditableContent(of: self)
        content.saveToDevice = saveToDevice
        return next(content, at: timestamp)
    }

    /// The draft with the content of one of its earlier revisions, as a new revision: history only grows.
    /// The same draft if the content is the same.
    public func restored(from earlier: Draft, at timestamp: Timestamp) -> Draft {
        next(EditableContent(of: earlier), at: timestamp)
    }

    /// The draft among the recently deleted; the same draft if it is there already.
    public func deleted(at timestamp: Timestamp) -> Draft {
        guard state != .deleted else { return self }
        var draft = self
        draft.state = .deleted
        draft.deletedAt = timestamp
        draft.advance(at: timestamp)
        return draft
    }

    /// The draft back from the recently deleted; the same draft if it is not deleted.
    public func undeleted(at timestamp: Timestamp) -> Draft {
        guard state == .deleted else { return self }
        var draft = self
        draft.state = .draft
        draft.deletedAt = nil
        draft.advance(at: timestamp)
        return draft
    }

    /// The draft retired, having become a post.
    public func posted(as postID: PostID, at timestamp: Timestamp) -> Draft {
        var draft = self
        draft.state = .posted
        draft.postID = postID
        draft.advance(at: timestamp)
        return draft
    }

    /// One place where a draft uses a media file.
    public struct MediaUse: Sendable, Hashable {
        public var mediaID: MediaID
        /// The JSON Pointer (RFC 6901) to the id in the draft: `/clips/0/media_id`.
        public var path: String
    }

    /// Every use of a media file, in order; a file used twice is there twice. Whether the files exist and are the
    /// owner's is the store's to check.
    public var mediaIDs: [MediaUse] {
        clips.enumerated().map { MediaUse(mediaID: $1.mediaID, path: "/clips/\($0)/media_id") }
    }

    private func next(_ content: EditableContent, at timestamp: Timestamp) -> Draft {
        guard content != EditableContent(of: self) else { return self }
        var draft = self
        content.assign(to: &draft)
        draft.advance(at: timestamp)
        return draft
    }

    /// Counts a change. Time never runs backwards in a draft, even where the clock was set back.
    private mutating func advance(at timestamp: Timestamp) {
        revision += 1
        updatedAt = max(timestamp, updatedAt)
    }
}

extension EditableContent {
    /// The content as the JSON that a merge patch is applied to.
    fileprivate var json: JSONValue {
        [
            "title": .string(title.text),
            "caption": .string(caption.text),
            "clips": .array(clips.map(\.json)),
            "who_can_watch": .string(settings.whoCanWatch.rawValue),
            "allow_comments": .bool(settings.allowComments),
            "allow_duet": .bool(settings.allowDuet),
            "allow_stitch": .bool(settings.allowStitch),
            "save_to_device": [
                "enabled": .bool(saveToDevice.isEnabled),
                "device_id": saveToDevice.deviceID.map { .string($0.text) } ?? .null,
            ],
        ]
    }
}

extension Clip {
    fileprivate var json: JSONValue {
        [
            "media_id": .string(mediaID.text),
            "start_ms": .number(JSONNumber(start.count)),
            "end_ms": end.map { .number(JSONNumber($0.count)) } ?? .null,
        ]
    }
}

extension JSONObjectReader {
    fileprivate mutating func refuseReadOnlyMembers() {
        for name in EditableContent.readOnlyNames where has(name) {
            refuse(name, code: "read_only_field", detail: "The server sets \"\(name)\"; leave this member out.")
        }
    }
}
