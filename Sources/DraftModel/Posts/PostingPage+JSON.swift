public import JSON

extension PostingPage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("draft_id", draftID)
            $0.member("revision", revision)
            $0.member("platform", platform.rawValue)
            $0.member("device_id", deviceID)
            $0.array("page") {
                for control in page { control.write(to: &$0) }
            }
            $0.array("more_options") {
                for control in moreOptions { control.write(to: &$0) }
            }
            $0.array("devices") {
                for device in devices { device.write(to: &$0) }
            }
            $0.member("can_post", refusal == nil)
            $0.array("problems") { writer in
                guard let refusal else { return }
                writer.object {
                    $0.member("code", refusal.code.text)
                    $0.member("detail", refusal.detail)
                }
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
