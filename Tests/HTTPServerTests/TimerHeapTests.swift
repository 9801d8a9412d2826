import Testing

@testable import HTTPServer

@Suite("Timers")
struct TimerHeapTests {
    /// Numbers that look random and are the same in every run.
    private struct Numbers {
        private var state: UInt64

        init(seed: UInt64) {
            state = seed
        }

        mutating func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }

    @Test("timers come due in the order of their times, whatever was moved and taken out before", arguments: 1...20)
    func order(seed: UInt64) throws {
        let loop = try EventLoop(index: 0)
        let timers = (0..<100).map { _ in Deadline(on: loop) }
        var expected: [ObjectIdentifier: Int64] = [:]
        var heap = TimerHeap()
        var numbers = Numbers(seed: seed)
        for _ in 0..<1_000 {
            let timer = timers[numbers.next(below: timers.count)]
            if numbers.next(below: 3) == 0 {
                heap.remove(timer)
                expected[ObjectIdentifier(timer)] = nil
            } else {
                let time = Int64(numbers.next(below: 50))
                heap.insert(timer, at: time)
                expected[ObjectIdentifier(timer)] = time
            }
            #expect(heap.count == expected.count)
        }
        var last = Int64.min
        while let timer = heap.popExpired(now: 50) {
            let removed = expected.removeValue(forKey: ObjectIdentifier(timer))
            let time = try #require(removed)
            #expect(time >= last)
            last = time
        }
        #expect(expected.isEmpty)
        #expect(heap.millisecondsUntilNext(now: 0) == -1)
    }

    @Test("nothing comes due before its time")
    func patience() throws {
        let loop = try EventLoop(index: 0)
        let timer = Deadline(on: loop)
        var heap = TimerHeap()
        heap.insert(timer, at: 5_000_000)
        #expect(heap.popExpired(now: 4_999_999) == nil)
        #expect(heap.millisecondsUntilNext(now: 1_000_000) == 5)
        #expect(heap.popExpired(now: 5_000_000) === timer)
    }

    @Test("a deadline that has ended is in the loop no more, one that was only lifted waits to come due")
    func ending() throws {
        let loop = try EventLoop(index: 0)
        let (ended, lifted) = (Deadline(on: loop), Deadline(on: loop))
        for deadline in [ended, lifted] {
            deadline.set(.max)
            #expect(deadline.place != nil)
        }
        lifted.lift()
        ended.end()
        #expect(lifted.place != nil)
        #expect(ended.place == nil)
    }
}
