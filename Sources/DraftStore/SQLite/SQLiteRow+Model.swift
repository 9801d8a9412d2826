internal import Crypto
internal import DraftModel

// Values of the model as they stand in rows. What cannot be read was not written by this program: the database is
// damaged, and the error says in which column.

extension SQLiteRow {
    func identifier<Tag: IdentifierTag>(_ column: Int32) throws(StoreError) -> Identifier<Tag> {
        guard let id = Identifier<Tag>(text(column)) else { throw damaged(column) }
        return id
    }

    func optionalIdentifier<Tag: IdentifierTag>(_ column: Int32) throws(StoreError) -> Identifier<Tag>? {
        isNull(column) ? nil : try identifier(column)
    }

    func timestamp(_ column: Int32) -> Timestamp { Timestamp(millisecondsSince1970: int64(column)) }

    func optionalTimestamp(_ column: Int32) -> Timestamp? { isNull(column) ? nil : timestamp(column) }

    func optionalDuration(_ column: Int32) -> Milliseconds? { optionalInt64(column).map { Milliseconds($0) } }

    func choice<Choice: RawRepresentable<String>>(_ column: Int32) throws(StoreError) -> Choice {
        guard let choice = Choice(rawValue: text(column)) else { throw damaged(column) }
        return choice
    }

    func validated<Text: ValidatedText>(_ column: Int32) throws(StoreError) -> Text {
        do throws(InvalidText) { return try Text(text(column)) } catch { throw damaged(column) }
    }

    func digest(_ column: Int32) throws(StoreError) -> Digest256 {
        guard let digest = Digest256(bytes: bytes(column)) else { throw damaged(column) }
        return digest
    }

    func damaged(_ column: Int32) -> StoreError { StoreError(.corrupt, cause: "column \(column) of a row") }
}

extension Identifier: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 { text.bind(to: statement, at: index) }
}

extension Timestamp: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        millisecondsSince1970.bind(to: statement, at: index)
    }
}

extension Milliseconds: SQLiteBindable {
    func bind(to statement: borrowing SQLiteStatement, at index: Int32) -> Int32 {
        count.bind(to: statement, at: index)
    }
}
