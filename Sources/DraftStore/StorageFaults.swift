/// The seam through which tests make storage fail: asked before each step that can meet a full or broken disk.
///
/// A program passes `.none`, which costs one call of an empty closure for each step.
public struct StorageFaults: Sendable {
    /// A step of storage that can fail.
    public enum Step: Sendable, Hashable {
        /// Making a file for an upload.
        case create
        /// Writing to it.
        case write
        /// Syncing its content.
        case sync
        /// Giving it its final name.
        case rename
        /// Syncing the directory it is in.
        case syncDirectory
        /// Opening a blob to read it.
        case open
        /// Committing a transaction of the database.
        case commit
    }

    /// The errno the step is to fail with; 0 to let it happen.
    let check: @Sendable (Step) -> Int32

    /// - Parameter check: the errno a step is to fail with, such as `ENOSPC`; 0 to let it happen. Called on whichever
    ///   thread takes the step.
    public init(_ check: @escaping @Sendable (Step) -> Int32) { self.check = check }

    /// Nothing fails but by itself.
    public static let none = StorageFaults { _ in 0 }

    func meet(_ step: Step) throws(StoreError) {
        let number = check(step)
        if number != 0 { throw StoreError(errno: number, "\(step)") }
    }
}
