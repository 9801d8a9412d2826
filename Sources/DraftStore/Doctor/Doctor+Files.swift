internal import Crypto
internal import DraftModel
internal import Glibc

private enum SQL {
    static let stateOfPath: StaticString = "SELECT state FROM camera_roll WHERE path = ?"
}

extension Doctor {
    /// What stands at the top of a data directory.
    private static let known: Set<String> = [
        "draftroll.db", "draftroll.db-wal", "draftroll.db-shm", "draftroll.lock", "blobs", "incoming", "camera-roll",
        "music",
        "rendering", "tls",
    ]

    /// Looks at every file: whether its bytes are what its name says, and whether anybody needs it.
    mutating func examineFiles(_ connection: SQLiteConnection) throws(StoreError) {
        for name in try names("").sorted() where !Self.known.contains(name) {
            find(.notice, .strayFile, name, "This is not of Draftroll. It is left alone.")
        }
        try examineBlobs(connection)
        for name in try names("incoming").sorted() {
            if let id = UploadID(name), try connection.isIncomplete(id) { continue }
            find(.notice, .strayFile, "incoming/\(name)", "What is left of an upload. The next start removes it.")
        }
        try examineCameraRoll("camera-roll", connection)
    }

    private mutating func examineBlobs(_ connection: SQLiteConnection) throws(StoreError) {
        for folder in try names("blobs").sorted() {
            guard try isDirectory("blobs/\(folder)") else {
                find(
                    .problem, .strayFile, "blobs/\(folder)", "No blob has such a name. Whatever put it here, remove it."
                )
                continue
            }
            for name in try names("blobs/\(folder)").sorted() {
                let path = "blobs/\(folder)/\(name)"
                guard let digest = Digest256(hex: name), Self.blobName(digest) == path else {
                    find(.problem, .strayFile, path, "No blob has such a name. Whatever put it here, remove it.")
                    continue
                }
                try examineBlob(digest, path, connection)
            }
        }
    }

    private mutating func examineBlob(
        _ digest: Digest256, _ path: String, _ connection: SQLiteConnection
    ) throws(StoreError) {
        guard let found = try hash(path) else { return }
        report.blobs += 1
        report.blobBytes += found.size
        if found.digest != digest {
            find(
                .problem, .blobDamaged, path,
                "Its bytes have SHA-256 \(found.digest.hex). Bring it back from a copy, or upload the same file again.")
        }
        if try !connection.referencesBlob(digest) {
            find(.notice, .blobUnreferenced, path, "Nothing needs it any more. The next start removes it.")
        }
    }

    private mutating func examineCameraRoll(_ folder: String, _ connection: SQLiteConnection) throws(StoreError) {
        guard try isDirectory(folder) else { return }
        for name in try names(folder).sorted() {
            let path = "\(folder)/\(name)"
            if try isDirectory(path) {
                try examineCameraRoll(path, connection)
                continue
            }
            let isTemporary = name.hasPrefix(".crl_") && name.hasSuffix(".part")
            let state: CameraRollFileState? = try connection.first(SQL.stateOfPath, path) { row throws(StoreError) in
                try row.choice(0)
            }
            if isTemporary || state == .deleted {
                find(.notice, .strayFile, path, "What is left of a save. The next start removes it.")
            } else if state == nil {
                find(.notice, .strayFile, path, "Draftroll did not save this here. It is left alone.")
            }
        }
    }

    /// The digest of a file's bytes; nil for one that is not there, or cannot be read, which is a finding.
    mutating func hash(_ path: String) throws(StoreError) -> (digest: Digest256, size: Int64)? {
        do throws(StoreError) {
            guard let file = try files.openToRead(directory + "/" + path) else { return nil }
            var sha256 = SHA256()
            var size: Int64 = 0
            try unsafe files.read(file) { bytes in
                unsafe sha256.update(bytes)
                size += Int64(bytes.count)
            }
            do throws(CryptoError) { return (try sha256.finalize(), size) } catch {
                throw StoreError(.failed, cause: error.debugDescription)
            }
        } catch  where error.code == .io {
            find(
                .problem, .unreadableFile, path,
                "It cannot be read (\(String(reflecting: error))). Look after the disk.")
            return nil
        }
    }

    private func names(_ folder: String) throws(StoreError) -> [String] {
        guard try isDirectory(folder) else { return [] }
        return try files.names(in: directory + "/" + folder)
    }

    private func isDirectory(_ path: String) throws(StoreError) -> Bool {
        var facts = stat()
        guard unsafe lstat(directory + "/" + path, &facts) == 0 else {
            let number = errno
            if number == ENOENT { return false }
            throw StoreError(errno: number, "lstat \(path)")
        }
        return facts.st_mode & S_IFMT == S_IFDIR
    }
}
