internal import JSON

// What hashes are made of. Two compositions that render to the same video have the same canonical form: files stand in it
// by the SHA-256 of their bytes, every default is written out, and what has no part in the video is left out.

extension Composition {
    /// Counts changes of how compositions are rendered: a video that an older version rendered is not the one that this
    /// version would.
    public static let rendererVersion = 2

    /// The canonical form of what is rendered, for `composition_hash`. The cover is not part of it.
    ///
    /// - Parameter sha256: gives the digest of a file's bytes, in hexadecimal; empty for a file that is gone.
    public func canonicalForm(sha256: (MediaID) -> String) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512 + clips.count * 256)
        writer.object {
            $0.member("renderer", Self.rendererVersion)
            for (name, value) in members where name != "cover" {
                $0.member(name, value.replacingMediaIDs(with: sha256))
            }
        }
        return writer.bytes
    }
}

extension Draft {
    /// The canonical form of all that the author decides about the post, for `content_hash`: what an approval is for.
    /// Save to device and the title are not part of it.
    ///
    /// - Parameters:
    ///   - compositionHash: the hash of the composition's canonical form, in hexadecimal.
    ///   - sha256: as for ``Composition/canonicalForm(sha256:)``.
    public func canonicalForm(compositionHash: String, sha256: (MediaID) -> String) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512 + caption.text.utf8.count)
        writer.object {
            $0.member("composition_hash", compositionHash)
            $0.member("cover", (composition.cover?.json ?? .null).replacingMediaIDs(with: sha256))
            $0.member("caption", caption.text)
            $0.member("who_can_watch", settings.whoCanWatch.rawValue)
            $0.member("allow_comments", settings.allowComments)
            $0.member("allow_duet", settings.allowDuet)
            $0.member("allow_stitch", settings.allowStitch)
        }
        return writer.bytes
    }
}

extension JSONValue {
    /// Every member `media_id` with the digest of its file instead. The values are a few levels deep.
    fileprivate func replacingMediaIDs(with sha256: (MediaID) -> String) -> JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map { $0.replacingMediaIDs(with: sha256) })
        case .object(let object):
            var replaced = JSONObject()
            for member in object.members {
                if member.key == "media_id", case .string(let text) = member.value {
                    replaced["sha256"] = .string(MediaID(text).map(sha256) ?? "")
                } else {
                    replaced[member.key] = member.value.replacingMediaIDs(with: sha256)
                }
            }
            return .object(replaced)
        case .null, .bool, .number, .string: return self
        }
    }
}
