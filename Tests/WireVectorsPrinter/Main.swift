import WireVectors

/// Prints the vectors for checks in other languages: one a line, in hexadecimal.
@main
enum Main {
    static func main() {
        for vector in Vector.all {
            print(vector.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }
}
