import Crypto
import DraftrollClient
import Foundation

extension Story {
    /// Follows the job until the video is in the camera roll.
    func save(_ posted: Posted, digest: Digest256, as maya: DemoPerson) async throws -> CameraRollItem {
        let job = try await step("Job") {
            guard let job = posted.job else { throw Unexpected("Save to device was on, but there is no job.") }
            return (job, "\(job.id)")
        }
        let item = try await step("Camera roll") {
            let finished = try await maya.client.waitForJob(job.id) { JobProgress(indent: "    ").show($0) }
            guard finished.state == .succeeded, let id = finished.cameraRollItemID else {
                throw Unexpected(
                    "The job has \(finished.state.rawValue): \(finished.error?.detail ?? "it does not say why").")
            }
            let item = try await maya.client.cameraRollItem(id)
            try expect(
                item.sha256 == digest.hex, "The saved video has SHA-256 \(item.sha256), the upload \(digest.hex).")
            let count = try await maya.client.cameraRoll().collect().count { $0.postID == posted.post.id }
            try expect(count == 1, "The camera roll has \(count) files of this post instead of one.")
            return (item, "\(item.fileName), \(Text.size(item.size))")
        }
        try await step("Download") {
            let file = FileManager.default.temporaryDirectory.appending(path: "draftroll-\(item.id).mp4")
            defer { try? FileManager.default.removeItem(at: file) }
            try await maya.client.download(item.contentURL, to: file)
            let downloaded = try sha256(of: file)
            try expect(downloaded == digest, "What was downloaded has SHA-256 \(downloaded.hex).")
            return ((), "byte for byte what was uploaded")
        }
        return item
    }

    /// Makes sure that a stranger sees nothing of it.
    func checkPrivacy(of post: Post, from sam: DemoPerson) async throws {
        try await step("Sam sees nothing") {
            try await expectRefusal(.notFound, of: "sam's look at the draft") {
                try await sam.client.draft(post.draftID)
            }
            try await expectRefusal(.notFound, of: "sam's look at the post") {
                try await sam.client.post(withID: post.id)
            }
            let seen = try await sam.client.posts(by: post.author.handle).collect()
            try expect(!seen.contains { $0.id == post.id }, "The post is among those that sam may watch.")
            return ((), "draft and post answer 404, and maya's posts do not list it")
        }
    }

    /// Checks the file itself where it can be reached, and says where it is.
    func checkFile(of item: CameraRollItem, digest: Digest256) async throws -> String {
        guard let dataDirectory else { return item.path }
        return try await step("On disk") {
            let file = dataDirectory.appending(path: item.path)
            let found = try sha256(of: file)
            try expect(found == digest, "\(file.path(percentEncoded: false)) has SHA-256 \(found.hex).")
            let path = file.standardizedFileURL.path(percentEncoded: false)
            return (path, "the file has the upload's SHA-256")
        }
    }
}
