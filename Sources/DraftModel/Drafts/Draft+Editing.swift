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
        for name in EditableContent.memberNames { patchReader.acknowledge(name, in: mergePatch) }
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

    /// The draft back in its owner's hands, because the post it had become has failed.
    public func givenBack(at timestamp: Timestamp) -> Draft {
        guard state == .posted else { return self }
        var draft = self
        draft.state = .draft
        draft.postID = nil
        draft.advance(at: timestamp)
        return draft
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
        var object = JSONObject()
        for (name, value) in composition.members { object[name] = value }
        let rest: JSONValue = [
            "title": .string(title.text),
            "caption": .string(caption.text),
            "who_can_watch": .string(settings.whoCanWatch.rawValue),
            "allow_comments": .bool(settings.allowComments),
            "allow_duet": .bool(settings.allowDuet),
            "allow_stitch": .bool(settings.allowStitch),
            "save_to_device": [
                "enabled": .bool(saveToDevice.isEnabled),
                "device_id": saveToDevice.deviceID.map { .string($0.text) } ?? .null,
            ],
        ]
        if case .object(let rest) = rest {
            for member in rest.members { object[member.key] = member.value }
        }
        return .object(object)
    }
}

extension JSONObjectReader {
    fileprivate mutating func refuseReadOnlyMembers() {
        for name in EditableContent.readOnlyNames where has(name) {
            refuse(name, code: "read_only_field", detail: "The server sets \"\(name)\"; leave this member out.")
        }
    }
    /// Counts a member of a merge patch as known, and looks for unknown names in it where it is an object.
    fileprivate mutating func acknowledge(_ name: String, in patch: JSONValue) {
        let inner = EditableContent.objectMemberNames.first { $0.name == name }?.members
        guard let inner, case .object = patch[name] else {
            _ = value(name)
            return
        }
        _ = optionalObject(name) { reader in
            for name in inner { _ = reader.value(name) }
        }
    }
}
