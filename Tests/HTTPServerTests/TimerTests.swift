import Testing

@testable import HTTPServer

@Suite("Timers")
struct TimerTests {
    private final class Timer: LoopTimer {
        var isAbandoned = false
        func fire(now: Int64) {}
    }

    @Test("entries come in the order of their deadlines, and none before its time")
    func order() {
        var heap = TimerHeap()
        let timer = Timer()
        for deadline in [5, 3, 9, 1, 7, 3, 8, 2] as [Int64] { heap.insert(timer, at: deadline) }
        var fired: [Int] = []
        for now in 0...10 as ClosedRange<Int64> {
            var count = 0
            while heap.popExpired(now: now) != nil { count += 1 }
            fired.append(count)
        }
        #expect(fired == [0, 1, 1, 2, 0, 1, 0, 1, 1, 1, 0])
    }

    @Test("what was abandoned is swept out, and the others stay in their order")
    func sweeping() {
        var heap = TimerHeap()
        let kept = Timer()
        for deadline in stride(from: 100, to: 0, by: -1) { heap.insert(kept, at: Int64(deadline)) }
        // As many connections as one peer opens and closes within the 75 s of one entry.
        for number in 0..<100_000 as Range<Int64> {
            let timer = Timer()
            heap.insert(timer, at: 1_000 + number)
            timer.isAbandoned = true
            heap.abandon(1)
        }
        #expect(heap.count < 1_000)
        var last: Int64 = 0
        var count = 0
        while let timer = heap.popExpired(now: last) ?? heap.popExpired(now: last + 1) {
            if timer === kept { count += 1 }
            last += 1
            if last == 100 { break }
        }
        #expect(count == 100)
    }
}
