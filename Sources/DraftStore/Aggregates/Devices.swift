public import DraftModel

private enum SQL {
    static let insert: StaticString = """
        INSERT INTO devices (id, owner_id, name, platform, folder, storage_limit, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    static let byID: StaticString = """
        SELECT id, owner_id, name, platform, folder, storage_limit, storage_used, created_at FROM devices
        WHERE id = ? AND owner_id = ?
        """
    static let ofOwner: StaticString = """
        SELECT id, owner_id, name, platform, folder, storage_limit, storage_used, created_at FROM devices
        WHERE owner_id = ? ORDER BY created_at, id
        """
    static let pageOfOwner: StaticString = """
        SELECT id, owner_id, name, platform, folder, storage_limit, storage_used, created_at FROM devices
        WHERE owner_id = ?1 AND (created_at, id) > (?2, ?3) ORDER BY created_at, id LIMIT ?4
        """
    static let update: StaticString = "UPDATE devices SET name = ?2, storage_limit = ?3 WHERE id = ?1"
    static let use: StaticString = "UPDATE devices SET storage_used = storage_used + ?2 WHERE id = ?1"
    static let position: StaticString = "SELECT dcf_directory, dcf_file FROM devices WHERE id = ?"
    static let setPosition: StaticString = "UPDATE devices SET dcf_directory = ?2, dcf_file = ?3 WHERE id = ?1"
}

extension SQLiteRow {
    fileprivate func device() throws(StoreError) -> Device {
        guard let folder = DeviceFolder(text(4)) else { throw damaged(4) }
        return Device(
            id: try identifier(0), ownerID: try identifier(1), name: try validated(2), platform: try choice(3),
            folder: folder, storageLimit: optionalInt64(5), storageUsed: int64(6), createdAt: timestamp(7))
    }
}

extension SQLiteConnection {
    func device(_ id: DeviceID, owner: UserID) throws(StoreError) -> Device? {
        try first(SQL.byID, id, owner) { row throws(StoreError) in try row.device() }
    }

    func devices(of owner: UserID) throws(StoreError) -> [Device] {
        try all(SQL.ofOwner, owner) { row throws(StoreError) in try row.device() }
    }
}

extension StoreReader {
    /// A device of the user's; nil if there is none or it is somebody else's.
    public func device(_ id: DeviceID, owner: UserID) throws(StoreError) -> Device? {
        try connection.device(id, owner: owner)
    }

    /// The user's devices, the first one first.
    public func devices(of owner: UserID) throws(StoreError) -> [Device] { try connection.devices(of: owner) }

    /// A page of the user's devices. Unlike other lists this one begins with the oldest: the first device is the one
    /// that Save to device means.
    public func devices(of owner: UserID, page: PageRequest) throws(StoreError) -> Page<Device> {
        let devices = try connection.all(
            SQL.pageOfOwner, owner, page.cursor?.key ?? .min, page.cursor?.id ?? "", page.fetched
        ) { row throws(StoreError) in try row.device() }
        return Page(devices, page) { PageCursor(key: $0.createdAt.millisecondsSince1970, id: $0.id.text) }
    }
}

extension Transaction {
    public func device(_ id: DeviceID, owner: UserID) throws(StoreError) -> Device? {
        try connection.device(id, owner: owner)
    }

    /// Makes a device with an empty camera roll in a folder of its own.
    public func createDevice(_ input: DeviceInput, owner: UserID) throws(StoreError) -> Device {
        let taken = Set(try connection.devices(of: owner).map(\.folder))
        let device = Device(
            id: try makeID(), ownerID: owner, name: input.name, platform: input.platform,
            folder: DeviceFolder(for: input.name, taken: taken), storageLimit: input.storageLimit, storageUsed: 0,
            createdAt: now)
        try connection.run(
            SQL.insert, device.id, owner, device.name.text, device.platform.rawValue, device.folder.text,
            device.storageLimit, now)
        try record(.created, device: device)
        return device
    }

    /// Changes a device's name and limit to what `change` makes of them; anything else it changes is not kept.
    /// Throws `notFound`, and what `change` throws.
    public func updateDevice(
        _ id: DeviceID, owner: UserID, change: (Device) throws -> Device
    ) throws -> Device {
        guard var device = try connection.device(id, owner: owner) else { throw StoreError(.notFound) }
        let changed = try change(device)
        guard changed.name != device.name || changed.storageLimit != device.storageLimit else { return device }
        device.name = changed.name
        device.storageLimit = changed.storageLimit
        try connection.run(SQL.update, id, device.name.text, device.storageLimit)
        try record(.updated, device: device)
        return device
    }

    /// Counts bytes taken in a device's camera roll, or given back if negative.
    func addStorage(_ bytes: Int64, to device: Device) throws(StoreError) {
        try connection.run(SQL.use, device.id, bytes)
        if let changed = try connection.device(device.id, owner: device.ownerID) {
            try record(.updated, device: changed)
        }
    }

    /// The place of the last name given on an iOS device; nil before the first.
    func cameraRollPosition(of device: DeviceID) throws(StoreError) -> DCFPosition? {
        try connection.first(SQL.position, device) { row throws(StoreError) -> DCFPosition? in
            guard !row.isNull(0) else { return nil }
            guard let position = DCFPosition(directory: row.int(0), file: row.int(1)) else { throw row.damaged(0) }
            return position
        } ?? nil
    }

    func setCameraRollPosition(_ position: DCFPosition, of device: DeviceID) throws(StoreError) {
        try connection.run(SQL.setPosition, device, position.directory, position.file)
    }
}
