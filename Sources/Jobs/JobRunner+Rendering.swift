// Rendering: from the composition that the job was made for to a video in the blob store.
//
// The video is made in a directory of its own below the data directory, so that it becomes a blob by a rename. A crash
// leaves that directory, which is swept at the next start, and a job whose lease has ended, which is claimed again.

internal import Crypto
internal import DraftModel
internal import DraftStore
internal import Glibc
internal import Logging
internal import Media
internal import Synchronization
internal import Threads

extension JobRunner {
    /// Where videos are made, one directory for each.
    var renderingDirectory: String { store.directory + "/rendering" }

    /// Render; take the video over as a blob; record it.
    func render(_ claimed: ClaimedJob) async throws {
        let work = try await store.write { try $0.renderWork(for: claimed) }
        // Somebody else had the same composition rendered meanwhile.
        if let video = work.finished {
            _ = try await store.write { try $0.completeRender(claimed, video: video) }
            return
        }
        guard let studio = await tools.studio else {
            // The search was given up: the job is claimed again at the next start.
            if isStopped(Claim(claimed)) { return }
            throw JobError(
                code: .renderingUnavailable,
                detail: "This server cannot render: ffmpeg is not installed. Have it installed, then retry.")
        }
        let directory = try makeDirectory(for: claimed.job.id)
        defer { DirectoryTree.remove(directory) }
        let input = try await input(for: work, studio)
        let progress = ProgressReport(interval: Self.progressInterval) { [store] percent in
            _ = try await store.write { try $0.recordProgress(claimed, percent: Int(percent), leaseFor: Self.lease) }
        }
        let task = Task {
            try await studio.renderer.render(input, in: directory, as: "video.mp4") { progress.report(Int64($0)) }
        }
        cancel(task, whenStopped: Claim(claimed))
        let result = await task.result
        await progress.finish()
        let rendered: Renderer.Video
        do {
            rendered = try result.get()
        } catch {
            // Cancelled, or the process ends and the job is claimed again at the next start.
            if isStopped(Claim(claimed)) { return }
            guard let error = error as? RenderError else { throw error }
            throw jobError(error, claimed.job)
        }
        let blob = try await pool.run { [store] in try store.blobs.adopt(directory + "/video.mp4") }
        let video = Post.Video(renderedSize: blob.size, sha256: blob.digest.hex, duration: rendered.duration)
        do {
            _ = try await store.write { transaction in
                // The blob is held until its row is committed.
                try withExtendedLifetime(blob) { () throws in try transaction.completeRender(claimed, video: video) }
            }
        } catch let error as StoreError where error.code == .leaseLost {
            // Cancelled between the last frame and now: the blob goes with its holder.
        }
    }

    /// Makes `stop` and `shutdown` cancel a task; at once, if they were called already.
    private func cancel<Value: Sendable>(_ task: Task<Value, any Error>, whenStopped claim: Claim) {
        state.withLock { $0.cancellations[claim] = { task.cancel() } }
        if isStopped(claim) { task.cancel() }
    }

    private func isStopped(_ claim: Claim) -> Bool {
        state.withLock { $0.stopped.contains(claim) || $0.isStopping }
    }

    private func makeDirectory(for job: JobID) throws -> String {
        let directory = renderingDirectory + "/" + job.text
        DirectoryTree.remove(directory)
        guard operations.makeDirectory(renderingDirectory) == 0 || errno == EEXIST,
            operations.makeDirectory(directory) == 0
        else { throw CopyError("mkdir") }
        return directory
    }

    private func input(for work: RenderWork, _ studio: Studio) async throws -> RenderInput {
        var input = RenderInput(composition: work.composition, files: [:])
        for use in work.composition.mediaUses where input.files[use.mediaID] == nil && use.path != "/cover/media_id" {
            guard let media = work.media[use.mediaID], let digest = Digest256(hex: media.sha256) else {
                throw JobError(
                    code: .sourceMissing, detail: "The file at \(use.path) was deleted. Put another in its place.")
            }
            input.files[use.mediaID] = try await file(media, at: store.blobs.path(of: digest), studio)
        }
        if case .track(let track) = work.composition.music?.source {
            input.tracks[track] = try await pool.run { () throws(RenderError) in try studio.music.file(of: track) }
        }
        return input
    }

    /// What is found in a file now: more is needed here than an upload records, and one that came while nothing could
    /// look into it has nothing recorded.
    private func file(_ media: Media, at path: String, _ studio: Studio) async throws -> RenderInput.File {
        do {
            let facts = try await studio.probe.facts(ofFileAt: path, kind: media.kind, checksPlayable: false)
            return RenderInput.File(path: path, kind: media.kind, facts: facts)
        } catch {
            logger.warning("a source cannot be read", metadata: ["media": "\(media.id)", "error": "\(error)"])
            throw JobError(
                code: .renderFailed, detail: "The file \(media.fileName ?? media.id.text) cannot be played. Replace it."
            )
        }
    }

    private func jobError(_ error: RenderError, _ job: Job) -> JobError {
        switch error {
        case .impossible(let why): return JobError(code: .renderFailed, detail: why)
        case .fontMissing(let characters):
            let names = characters.prefix(10).map { character in
                // At least four digits, as Unicode writes them.
                let points = character.unicodeScalars.map { scalar in
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                }
                return "\(character) (\(points.joined(separator: " ")))"
            }
            return JobError(
                code: .fontMissing,
                detail: """
                    No font on this server has \(names.joined(separator: ", ")). Take it out of the text, or have a \
                    font with it installed.
                    """)
        case .storageFull:
            return JobError(code: .storageFull, detail: "The disk of the service is full. Make room on it, then retry.")
        case .failed(let words):
            logger.warning("rendering failed", metadata: ["job": "\(job.id)", "ffmpeg": "\(words)"])
            return JobError(
                code: .renderFailed,
                detail: "The video could not be rendered. Play its clips to see whether one is damaged, and replace it."
            )
        }
    }
}
