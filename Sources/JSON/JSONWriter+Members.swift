// A key with its value in one call. An optional that is nil writes null: a client always finds every member.

extension JSONWriter {
    public mutating func member(_ key: String, _ string: String) {
        self.key(key)
        value(string)
    }

    public mutating func member(_ key: String, _ integer: Int) {
        self.key(key)
        value(integer)
    }

    public mutating func member(_ key: String, _ integer: Int64) {
        self.key(key)
        value(integer)
    }

    public mutating func member(_ key: String, _ bool: Bool) {
        self.key(key)
        value(bool)
    }

    public mutating func member(_ key: String, _ double: Double) {
        self.key(key)
        value(double)
    }

    public mutating func member(_ key: String, _ json: JSONValue) {
        self.key(key)
        value(json)
    }

    public mutating func member(_ key: String, _ string: String?) {
        if let string { member(key, string) } else { nullMember(key) }
    }

    public mutating func member(_ key: String, _ integer: Int?) {
        if let integer { member(key, integer) } else { nullMember(key) }
    }

    public mutating func member(_ key: String, _ integer: Int64?) {
        if let integer { member(key, integer) } else { nullMember(key) }
    }

    public mutating func member(_ key: String, _ bool: Bool?) {
        if let bool { member(key, bool) } else { nullMember(key) }
    }

    public mutating func member(_ key: String, _ double: Double?) {
        if let double { member(key, double) } else { nullMember(key) }
    }

    /// A member whose value is JSON that is already serialised.
    public mutating func rawMember(_ key: String, _ serialized: [UInt8]) {
        self.key(key)
        raw(serialized)
    }

    /// A member whose value is `null`.
    public mutating func nullMember(_ key: String) {
        self.key(key)
        null()
    }
}
