internal import Glibc
internal import Logging

/// The process's limit of open descriptors.
enum Descriptors {
    /// Raises the soft limit to the hard one: each connection is a descriptor.
    ///
    /// - Returns: how many may be open.
    static func raiseLimit(_ logger: Logger) -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return 1_024 }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        if unsafe setrlimit(resource, &limit) != 0 {
            logger.warning("the limit of open files could not be raised", metadata: ["limit": "\(before)"])
            return Int(clamping: before)
        }
        return Int(clamping: limit.rlim_cur)
    }
}
