import ArgumentParser
import Crypto
import DraftrollClient
import Foundation

extension Phone {
    /// Uploads a file.
    struct Upload: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Upload a video, a sound or a picture.")

        @ParentCommand var phone: Phone
        @Argument(help: "The file.", completion: .file()) var file: String
        @Option(help: "Its media type, if its name does not tell.") var type: String?

        func run() async throws {
            let url = URL(filePath: file)
            let media = try await phone.connection.signedIn().upload(
                url, contentType: type, sha256: try sha256(of: url).base64)
            print("\(media.id)  \(Text.facts(media))")
        }
    }

    /// Lists drafts.
    struct Drafts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List your drafts.")

        @ParentCommand var phone: Phone
        @Option(help: "draft, posted or deleted.") var state: Draft.State = .draft

        func run() async throws {
            var table = Table("draft", "rev", "title", "caption", "clips", "changed")
            for try await draft in try await phone.connection.signedIn().drafts(state) {
                table.add(
                    draft.id.rawValue, String(draft.revision), draft.title, Text.fitted(draft.caption, 30),
                    String(draft.clips.count), Text.time(draft.updatedAt))
            }
            table.show(orIfEmpty: "No drafts. Start with: draftroll-phone upload FILE, then new-draft MEDIA")
        }
    }

    /// Starts a draft.
    struct NewDraft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new-draft", abstract: "Start a draft from uploads.")

        @ParentCommand var phone: Phone
        @Argument(help: "Ids of uploads, in order.") var media: [String] = []
        @Option(help: "For your own list.") var title: String?
        @Option(help: "What stands below the video.") var caption: String?

        func run() async throws {
            let draft = try await phone.connection.signedIn().createDraft(
                DraftContent(title: title, caption: caption, clips: media.map { Clip(ResourceID(rawValue: $0)) }))
            show(draft.value)
        }
    }

    /// Shows one draft.
    struct ShowDraft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "draft", abstract: "Show a draft and its revisions.")

        @ParentCommand var phone: Phone
        @Argument(help: "The draft's id.") var draft: String

        func run() async throws {
            let client = try await phone.connection.signedIn()
            let id = ResourceID<Draft>(rawValue: draft)
            show(try await client.draft(id).value)
            var table = Table("revision", "change", "at")
            for try await revision in client.revisions(of: id) {
                table.add(String(revision.revision), revision.change, Text.time(revision.createdAt))
            }
            print()
            table.show(orIfEmpty: "no revisions")
        }
    }

    /// Changes a draft.
    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a draft.",
            discussion:
                "What is not named stays as it is. With --revision the change is refused if somebody was faster.")

        @ParentCommand var phone: Phone
        @Argument(help: "The draft's id.") var draft: String
        @Option(help: "For your own list.") var title: String?
        @Option(help: "What stands below the video.") var caption: String?
        @Option(name: .customLong("clip"), help: "A clip: the id of an upload. Repeat for more; replaces all clips.")
        var clips: [String] = []
        @Option(help: "everyone, followers, friends or only_me.") var who: WhoCanWatch?
        @Flag(inversion: .prefixedNo, help: "Whether others may comment.") var comments: Bool?
        @Flag(inversion: .prefixedNo, help: "Whether others may duet.") var duet: Bool?
        @Flag(inversion: .prefixedNo, help: "Whether others may stitch.") var stitch: Bool?
        @Option(help: "The revision that you changed.") var revision: Int?

        func run() async throws {
            let changes = DraftContent(
                title: title, caption: caption,
                clips: clips.isEmpty ? nil : clips.map { Clip(ResourceID(rawValue: $0)) },
                whoCanWatch: who, allowComments: comments, allowDuet: duet, allowStitch: stitch)
            let changed = try await phone.connection.signedIn().updateDraft(
                ResourceID(rawValue: draft), changes, ifMatch: revision.map { "\"\($0)\"" })
            show(changed.value)
        }
    }
}

extension Text {
    /// What an upload is, in a line.
    static func facts(_ media: Media) -> String {
        var facts = [media.contentType, size(media.size)]
        if let width = media.width, let height = media.height { facts.append("\(width)x\(height)") }
        if let duration = media.durationMs { facts.append(seconds(duration)) }
        return facts.joined(separator: ", ")
    }
}

/// Prints a draft.
func show(_ draft: Draft) {
    print("\(Style.bold(draft.id.rawValue))  \(draft.state.rawValue), revision \(draft.revision)")
    print("  title     \(draft.title)")
    print("  caption   \(draft.caption)")
    for clip in draft.clips {
        let end = clip.endMs.map { Text.seconds($0) } ?? "end"
        print("  clip      \(clip.mediaID) from \(Text.seconds(clip.startMs)) to \(end)")
    }
    let allowed = [("comments", draft.allowComments), ("duet", draft.allowDuet), ("stitch", draft.allowStitch)]
    print("  watch     \(draft.whoCanWatch.label); allowed: \(allowed.filter(\.1).map(\.0).joined(separator: ", "))")
    print(
        "  save      \(draft.saveToDevice.enabled ? "on, to \(draft.saveToDevice.deviceID?.rawValue ?? "the first device")" : "off")"
    )
    if let post = draft.postID { print("  post      \(post)") }
}
