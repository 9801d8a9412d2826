internal import DraftModel
internal import Glibc

/// Makes the tracks of the library out of sine waves: a bass, a chord and a melody, eight bars of four beats that begin
/// where they end. The same samples each time.
enum Synthesizer {
    static let sampleRate = 44_100
    static let channels = 1

    /// What a track plays, in semitones above A at 220 Hz.
    private struct Score {
        /// One chord for each pair of bars.
        var chords: [[Int]]
        /// One note for each beat of a bar, relative to the chord's root, one octave up.
        var melody: [Int]
        /// How fast a note dies away, in 1/s.
        var decay: Double
        /// Whether there is a beat.
        var hasKick: Bool
    }

    private static func score(of track: MusicTrack) -> Score {
        switch track {
        case .sunrise:
            Score(
                chords: [[0, 4, 7], [5, 9, 12], [7, 11, 14], [0, 4, 7]], melody: [0, 4, 7, 12], decay: 2, hasKick: false
            )
        case .drive:
            Score(
                chords: [[-3, 0, 4], [-3, 0, 4], [-7, -3, 0], [-5, -1, 2]], melody: [0, 0, 7, 12], decay: 5,
                hasKick: true)
        case .lullaby:
            Score(
                chords: [[3, 7, 10], [8, 12, 15], [10, 14, 17], [3, 7, 10]], melody: [7, 4, 0, 4], decay: 1.2,
                hasKick: false)
        case .headliner:
            Score(
                chords: [[-5, -1, 2], [0, 4, 7], [-3, 0, 4], [-7, -3, 0]], melody: [12, 7, 12, 14], decay: 6,
                hasKick: true)
        }
    }

    /// Mono samples from -1 to 1.
    static func samples(of track: MusicTrack) -> [Float] {
        let score = score(of: track)
        let count = Int(track.duration.count) * sampleRate / 1_000
        let beat = Double(count) / Double(track.beats)
        var samples = [Float](repeating: 0, count: count)
        for number in 0..<track.beats {
            let start = Int(Double(number) * beat)
            let length = Int(Double(number + 1) * beat) - start
            let chord = score.chords[number / 8 % score.chords.count]
            let root = chord[0]
            add(pitch: root - 12, level: 0.22, decay: score.decay, to: &samples, from: start, length: length)
            for note in chord {
                add(pitch: note, level: 0.09, decay: score.decay / 2, to: &samples, from: start, length: length)
            }
            let melody = root + 12 + score.melody[number % 4]
            add(pitch: melody, level: 0.14, decay: score.decay, to: &samples, from: start, length: length)
            if score.hasKick { addKick(to: &samples, from: start, length: length) }
        }
        return samples
    }

    private static func add(
        pitch: Int, level: Double, decay: Double, to samples: inout [Float], from start: Int, length: Int
    ) {
        let step = 2 * Double.pi * 220 * pow(2, Double(pitch) / 12) / Double(sampleRate)
        // One multiplication a sample turns the phase; `sin` for each would take seconds in a debug build.
        var (re, im) = (1.0, 0.0)
        let (stepRe, stepIm) = (cos(step), sin(step))
        var envelope = level
        let fall = exp(-decay / Double(sampleRate))
        for index in 0..<length {
            // Five milliseconds at each end without a click.
            let edge = min(1, Double(min(index, length - 1 - index)) / 220)
            samples[start + index] += Float(im * envelope * edge)
            (re, im) = (re * stepRe - im * stepIm, re * stepIm + im * stepRe)
            envelope *= fall
        }
    }

    private static func addKick(to samples: inout [Float], from start: Int, length: Int) {
        var phase = 0.0
        for index in 0..<min(length, sampleRate / 8) {
            let time = Double(index) / Double(sampleRate)
            phase += 2 * Double.pi * (50 + 110 * exp(-time * 40)) / Double(sampleRate)
            samples[start + index] += Float(sin(phase) * 0.35 * exp(-time * 22) * min(1, time * 2_000))
        }
    }

    /// A RIFF WAVE file of 16-bit mono PCM.
    static func waveFile(of track: MusicTrack) -> [UInt8] {
        let samples = samples(of: track)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(44 + samples.count * 2)
        func put(_ text: String) { bytes += Array(text.utf8) }
        func put(_ value: Int, _ count: Int) {
            for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
        }
        put("RIFF")
        put(36 + samples.count * 2, 4)
        put("WAVEfmt ")
        put(16, 4)
        put(1, 2)
        put(1, 2)
        put(sampleRate, 4)
        put(sampleRate * 2, 4)
        put(2, 2)
        put(16, 2)
        put("data")
        put(samples.count * 2, 4)
        for sample in samples {
            let value = Int16(max(-1, min(1, sample)) * 32_767)
            bytes.append(UInt8(truncatingIfNeeded: value))
            bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        }
        return bytes
    }
}
