internal import Crypto
public import DraftModel
internal import DraftStore
internal import Glibc
internal import Logging
internal import Synchronization
internal import Threads

// Saving to a device.

extension JobRunner {
    /// Reserve the item and its name; copy; record the item as saved.
    func save(_ unreserved: ClaimedJob) async throws {
        let (claimed, item) = try await store.write { try $0.reserveCameraRollItem(for: unreserved) }
        guard let digest = Digest256(hex: item.sha256) else {
            throw JobError(code: .sourceMissing, detail: "The record of the video is damaged.")
        }
        let progress = ProgressReport(interval: Self.progressInterval) { [store] bytes in
            _ = try await store.write { try $0.recordProgress(claimed, bytesDone: bytes, leaseFor: Self.lease) }
        }
        let copy = FileCopy(
            source: store.blobs.path(of: digest), root: store.directory, path: item.path, size: item.size,
            digest: digest, item: item.id, operations: operations)
        let claim = Claim(claimed)
        let isCopied = try await pool.run { [self] () throws(CopyError) in
            try copy.run { bytes in
                if state.withLock({ $0.stopped.contains(claim) }) { return false }
                progress.report(bytes)
                return true
            }
        }
        await progress.finish()
        guard isCopied else {
            // Stopped: cancelled, or the service ends and the job goes back to the queue for the next start.
            if state.withLock({ $0.isStopping }) { _ = try await store.write { try $0.releaseJob(claimed) } }
            return
        }
        do {
            _ = try await store.write { try $0.completeJob(claimed) }
        } catch let error as StoreError where error.code == .leaseLost {
            // Cancelled between the last piece and now: the file is nobody's.
            try await pool.run { [self] () throws(CopyError) in try removeFile(of: item) }
        }
    }

    /// Takes the file of a deleted item off the device. A file that is gone already is fine.
    ///
    /// - Throws: `CopyError` when it cannot be removed.
    public func removeFile(of item: CameraRollItem) throws(CopyError) {
        if operations.remove(store.directory + "/" + item.path) != 0, errno != ENOENT { throw CopyError("unlink") }
    }

    /// Removes what crashes have left: temporary files, files of items that were deleted or cancelled, and unfinished
    /// videos.
    func sweep() async {
        do {
            try await pool.run { [self] in
                try removeLeftovers(below: "camera-roll", with: try store.makeReader())
                DirectoryTree.remove(renderingDirectory)
            }
        } catch {
            logger.warning("sweeping camera rolls failed", metadata: ["error": "\(String(reflecting: error))"])
        }
    }

    /// Whether a file is the copy of an item that was deleted or cancelled. Files that the store never named, and others
    /// under a name that it gave, are the user's own business.
    private func isNobodys(_ path: String, _ reader: StoreReader) throws(StoreError) -> Bool {
        guard let known = try reader.cameraRollFile(path: path), known.state == .deleted else { return false }
        do throws(CopyError) {
            return try FileDigest.isFile(store.directory + "/" + path, of: known.size, known.digest)
        } catch {
            logger.warning("a leftover stays", metadata: ["file": "\(path)", "error": "\(error)"])
            return false
        }
    }

    /// - Parameter folder: a path below the data directory.
    private func removeLeftovers(below folder: String, with reader: StoreReader) throws(StoreError) {
        guard let stream = unsafe opendir(store.directory + "/" + folder) else { return }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let path = folder + "/" + name
            if unsafe Int(entry.pointee.d_type) == Int(DT_DIR) {
                try removeLeftovers(below: path, with: reader)
                continue
            }
            let isTemporary = name.hasPrefix(".crl_") && name.hasSuffix(".part")
            if !isTemporary {
                guard try isNobodys(path, reader) else { continue }
            }
            if operations.remove(store.directory + "/" + path) != 0 {
                logger.warning("a leftover stays", metadata: ["file": "\(path)"])
            }
        }
    }
}
