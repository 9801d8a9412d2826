extension FieldValue {
    /// A date as fields carry it (RFC 9110 §5.6.7).
    ///
    /// - Parameter httpDate: seconds since 1970, UTC.
    public init(httpDate unixSeconds: Int64) {
        self.init(unchecked: String(decoding: HTTPDate.format(unixSeconds: unixSeconds), as: UTF8.self))
    }
}
