/// Rows in columns that are as wide as they need to be.
struct Table {
    private let titles: [String]
    private var rows: [[String]] = []

    init(_ titles: String...) { self.titles = titles }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// Prints the table, or what to say when there is nothing in it.
    func show(orIfEmpty message: String) {
        guard !rows.isEmpty else { return print(Style.dim(message)) }
        let widths = titles.indices.map { column in
            min(60, ([titles] + rows).map { Text.width($0[column]) }.max() ?? 0)
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { Text.fitted($0, $1) }.joined(separator: "  ")
            return String(padded.reversed().drop { $0 == " " }.reversed())
        }
        print(Style.dim(line(titles)))
        for row in rows { print(line(row)) }
    }
}
