import Crypto
import DraftrollClient
import Foundation

/// What stands at the end: the file, the people, and how to go on by hand.
struct StorySummary {
    let client: DraftrollClient
    let people: [DemoPerson]
    let posted: Posted
    let item: CameraRollItem
    let file: String
    let digest: Digest256

    func show() {
        print(
            """

            saved: \(file)
            size: \(item.size) bytes (\(Text.size(item.size)))
            sha256: \(digest.hex)

            \(Style.bold("People"))
            """)
        for person in people { print("  \(Text.fitted(person.handle, 6)) \(person.token)") }
        guard let maya = people.first(where: { $0.handle == "maya" }),
            let sam = people.first(where: { $0.handle == "sam" })
        else { return }
        let base = client.baseURL.absoluteString
        let root = base.hasSuffix("/") ? String(base.dropLast()) : base
        print(
            """

            \(Style.bold("Go on by hand"))
              curl -H 'Authorization: Bearer \(maya.token)' \(root)/v1/camera-roll
              curl -H 'Authorization: Bearer \(maya.token)' \(root)/v1/posts/\(posted.post.id)
              curl -H 'Authorization: Bearer \(sam.token)' \(root)/v1/posts/\(posted.post.id)   # 404: Only me
              curl -o saved.mp4 '\(root)\(item.contentURL)'   # signed, for an hour
            """)
    }
}
