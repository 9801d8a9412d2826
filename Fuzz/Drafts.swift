// Drafts as clients send them: one line makes a draft, the next one changes it. What is accepted is stored, read back
// as the same, and rendered from one canonical form.

private func read(_ text: ArraySlice<UInt8>) -> JSONValue? { try? JSONValue.parse(Array(text)) }

private func checkStored(_ draft: Draft) {
    let bytes = draft.serialized()
    guard let again = try? Draft(json: bytes, owner: draft.ownerID), again == draft else {
        fatalError("\(String(decoding: bytes, as: UTF8.self)) is not read as it was written")
    }
    guard let composition = try? Composition(stored: draft.composition.serialized()), composition == draft.composition
    else { fatalError("a composition is not read as it was written") }
    let canonical = composition.canonicalForm { $0.text }
    guard (try? JSONValue.parse(canonical)) != nil else { fatalError("a canonical form is no JSON") }
    checkTimeline(composition)
}

/// With files of each kind and of lengths as the ids have it, every part gets its place or a problem with a path.
private func checkTimeline(_ composition: Composition) {
    var files: [MediaID: Media] = [:]
    for use in composition.mediaUses {
        let number = use.mediaID.text.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xffff }
        let kind: MediaKind = [.video, .video, .image, .audio][number % 4]
        files[use.mediaID] = Media(
            id: use.mediaID, ownerID: UserID(timestamp: Timestamp(millisecondsSince1970: 0), random: (0, 0)),
            kind: kind,
            contentType: "video/mp4", fileExtension: "mp4", size: 1, sha256: "", fileName: nil,
            duration: kind == .image ? nil : Milliseconds(Int64(number) * 100), width: 1, height: 1,
            createdAt: Timestamp(millisecondsSince1970: 0))
    }
    let problems = CompositionRules.problems(composition, media: files)
    if problems.contains(where: { !$0.path.hasPrefix("/") }) { fatalError("a problem without a path: \(problems)") }
    guard problems.isEmpty, composition.clips.allSatisfy({ files[$0.mediaID]?.kind == .video }),
        let timeline = try? Timeline(composition.clips, lengths: composition.clips.map { files[$0.mediaID]?.duration })
    else { return }
    var end = 0
    for segment in timeline.segments {
        guard segment.frames > 0, segment.start + segment.transition == end else { fatalError("a gap: \(timeline)") }
        end = segment.start + segment.frames
    }
}

func fuzzDrafts(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
    let made = Timestamp(millisecondsSince1970: 1_700_000_000_000)
    let id = DraftID(timestamp: made, random: (1, 2))
    let owner = UserID(timestamp: made, random: (3, 4))
    guard let first = lines.first, let input = read(first),
        let draft = try? Draft.new(id: id, owner: owner, at: made, input: input)
    else { return }
    checkStored(draft)
    guard lines.count == 2, let patch = read(lines[1]), let changed = try? draft.applying(mergePatch: patch, at: made)
    else { return }
    checkStored(changed)
    // RFC 7396 §2: applying a patch again changes nothing.
    guard let again = try? changed.applying(mergePatch: patch, at: made), again == changed else {
        fatalError("a patch that is applied again makes another draft")
    }
}
