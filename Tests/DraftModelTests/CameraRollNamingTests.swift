import DraftModel
import Testing

@Suite struct CameraRollNamingTests {
    @Test(
        "iOS names follow each other through files and folders",
        arguments: [
            (nil, "100APPLE/IMG_0001.MP4"),
            (DCFPosition(directory: 100, file: 1), "100APPLE/IMG_0002.MP4"),
            (DCFPosition(directory: 100, file: 9_998), "100APPLE/IMG_9999.MP4"),
            (DCFPosition(directory: 100, file: 9_999), "101APPLE/IMG_0001.MP4"),
            (DCFPosition(directory: 999, file: 9_998), "999APPLE/IMG_9999.MP4"),
        ])
    func ios(last: DCFPosition?, expected: String) throws {
        let next = try CameraRollNaming.ios(after: last, fileExtension: "mp4")
        #expect("\(next.name.folder)/\(next.name.fileName)" == expected)
    }

    @Test("when all names are used, the camera roll is full")
    func exhausted() {
        let error = #expect(throws: JobError.self) {
            try CameraRollNaming.ios(after: DCFPosition(directory: 999, file: 9_999), fileExtension: "mp4")
        }
        #expect(error?.code == .storageFull)
    }

    @Test("the extension follows the container", arguments: [("mp4", "MP4"), ("mov", "MOV"), ("M4v", "M4V")])
    func extensions(given: String, expected: String) throws {
        #expect(try CameraRollNaming.ios(after: nil, fileExtension: given).name.fileName == "IMG_0001.\(expected)")
        #expect(
            CameraRollNaming.android(at: Samples.noon, taken: [], fileExtension: given).fileName
                == "VID_20261122_120000.\(given.lowercased())")
    }

    @Test("twenty thousand iOS names are all different, and in order")
    func never() throws {
        var last: DCFPosition?
        var seen: Set<CameraRollName> = []
        for _ in 0..<20_000 {
            let next = try CameraRollNaming.ios(after: last, fileExtension: "mp4")
            seen.insert(next.name)
            if let last { #expect(last < next.position) }
            last = next.position
        }
        #expect(seen.count == 20_000)
        #expect(last == DCFPosition(directory: 102, file: 2))
    }

    @Test("positions outside the standard are none", arguments: [(99, 1), (1_000, 1), (100, 0), (100, 10_000)])
    func positions(directory: Int, file: Int) {
        #expect(DCFPosition(directory: directory, file: file) == nil)
    }

    @Test(
        "Android names are the second, then numbered within it",
        arguments: [
            ([], "VID_20261122_120000.mp4"),
            (["VID_20261122_120000.mp4"], "VID_20261122_120000_1.mp4"),
            (["VID_20261122_120000.mp4", "VID_20261122_120000_1.mp4"], "VID_20261122_120000_2.mp4"),
            (["VID_20261122_120000.mov"], "VID_20261122_120000_1.mp4"),
            (["VID_20261122_120001.mp4"], "VID_20261122_120000.mp4"),
        ] as [(Set<String>, String)])
    func android(taken: Set<String>, expected: String) {
        let name = CameraRollNaming.android(at: Samples.noon, taken: taken, fileExtension: "mp4")
        #expect(name == CameraRollName(folder: "Camera", fileName: expected))
        #expect(expected.hasPrefix(CameraRollNaming.androidStem(at: Samples.noon)))
    }

    @Test("a name's path is below the user's and the device's folder")
    func path() throws {
        let name = CameraRollName(folder: "Camera", fileName: "VID_1.mp4")
        let folder = try #require(DeviceFolder("pixel"))
        #expect(
            name.path(handle: try Handle("leo"), deviceFolder: folder) == "camera-roll/leo/pixel/DCIM/Camera/VID_1.mp4")
    }
}
