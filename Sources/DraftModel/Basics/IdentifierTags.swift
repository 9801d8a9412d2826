/// A kind of thing that has ids.
public protocol IdentifierTag: Sendable {
    /// What the texts of its ids begin with, underscore included.
    static var prefix: String { get }
}

// The tags are types without values: they only tell ids apart.

public enum UserTag: IdentifierTag { public static let prefix = "usr_" }
public enum SessionTag: IdentifierTag { public static let prefix = "ses_" }
public enum DeviceTag: IdentifierTag { public static let prefix = "dev_" }
public enum MediaTag: IdentifierTag { public static let prefix = "med_" }
public enum DraftTag: IdentifierTag { public static let prefix = "drf_" }
public enum PostTag: IdentifierTag { public static let prefix = "pst_" }
public enum JobTag: IdentifierTag { public static let prefix = "job_" }
public enum CameraRollItemTag: IdentifierTag { public static let prefix = "crl_" }
public enum UploadTag: IdentifierTag { public static let prefix = "upl_" }

public typealias UserID = Identifier<UserTag>
public typealias SessionID = Identifier<SessionTag>
public typealias DeviceID = Identifier<DeviceTag>
public typealias MediaID = Identifier<MediaTag>
public typealias DraftID = Identifier<DraftTag>
public typealias PostID = Identifier<PostTag>
public typealias JobID = Identifier<JobTag>
public typealias CameraRollItemID = Identifier<CameraRollItemTag>
public typealias UploadID = Identifier<UploadTag>
