// One program for all targets, so that what they fuzz is compiled once: FUZZ_TARGET names the one to run.

import Glibc

private let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "Body": fuzzBody,
    "Drafts": fuzzDrafts,
    "FieldValues": fuzzFieldValues,
    "Head": fuzzHead,
    "Inflate": fuzzInflate,
    "JSON": fuzzJSON,
    "Multipart": fuzzMultipart,
    "Parameters": fuzzParameters,
    "UploadFields": fuzzUploadFields,
]

private let target: @Sendable ([UInt8]) -> Void = {
    let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        fatalError("FUZZ_TARGET is '\(name)', not one of \(targets.keys.sorted())")
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe target(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
