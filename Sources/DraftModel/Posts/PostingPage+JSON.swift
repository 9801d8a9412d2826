public import JSON

extension PostingPage {
    public func write(to writer: inout JSONWriter) { write(to: &writer) { _ in } }

    /// Writes the page, and with `also` further members at its end.
    public func write<Failure: Error>(
        to writer: inout JSONWriter, also: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try writer.object { writer throws(Failure) in
            writePage(to: &writer)
            try also(&writer)
        }
    }

    private func writePage(to writer: inout JSONWriter) {
        writer.member("draft_id", draftID)
        writer.member("revision", revision)
        writer.member("platform", platform.rawValue)
        writer.member("device_id", deviceID)
        writer.array("page") {
            for control in page { control.write(to: &$0) }
        }
        writer.array("more_options") {
            for control in moreOptions { control.write(to: &$0) }
        }
        writer.array("devices") {
            for device in devices { device.write(to: &$0) }
        }
        writer.member("can_post", refusal == nil)
        writer.array("problems") { writer in
            guard let refusal else { return }
            writer.object {
                $0.member("code", refusal.code.text)
                $0.member("detail", refusal.detail)
            }
        }
    }
}

extension PostingPage.Control {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id.rawValue)
            $0.member("label", label)
            switch value {
            case .text(let text): $0.member("value", text)
            case .bool(let bool): $0.member("value", bool)
            }
            if !choices.isEmpty {
                $0.array("choices") { writer in
                    for choice in choices {
                        writer.object {
                            $0.member("value", choice.value)
                            $0.member("label", choice.label)
                        }
                    }
                }
            }
        }
    }
}
