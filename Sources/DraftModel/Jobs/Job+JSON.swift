public import JSON

extension Job {
    /// The job as its owner sees it.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id)
            $0.member("kind", kind.rawValue)
            $0.member("state", state.rawValue)
            $0.member("post_id", postID)
            $0.member("device_id", deviceID)
            $0.member("draft_id", draftID)
            $0.member("waits_for", waitsFor)
            $0.member("camera_roll_item_id", cameraRollItemID)
            $0.member("attempts", attempts)
            $0.member("maximum_attempts", maximumAttempts)
            $0.object("progress") {
                $0.member("bytes_done", progress.bytesDone)
                $0.member("bytes_total", progress.bytesTotal)
                $0.member("percent", progress.percent)
            }
            if let error {
                $0.object("error") {
                    $0.member("code", error.code.rawValue)
                    $0.member("detail", error.detail)
                }
            } else {
                $0.nullMember("error")
            }
            $0.member("next_attempt_at", nextAttemptAt)
            $0.member("created_at", createdAt)
            $0.member("updated_at", updatedAt)
        }
    }
}
