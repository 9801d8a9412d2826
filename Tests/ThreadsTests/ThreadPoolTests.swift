import Glibc
import Synchronization
import Testing

@testable import Threads

@Suite("A thread pool")
struct ThreadPoolTests {
    private struct Failure: Error, Equatable {
        let number: Int
    }

    @Test("runs everything once and gives each its own result", arguments: [1, 2, 8])
    func everything(_ count: Int) async throws {
        let pool = try ThreadPool(named: "test", count: count)
        let results = await withTaskGroup(of: Int.self) { group in
            for number in 0..<1_000 { group.addTask { await pool.run { number } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.sorted() == Array(0..<1_000))
        pool.shutdown()
    }

    @Test("passes errors on with their type, and goes on working")
    func errors() async throws {
        let pool = try ThreadPool(named: "test", count: 1)
        for number in 0..<3 {
            await #expect(throws: Failure(number: number)) {
                try await pool.run { () throws(Failure) in throw Failure(number: number) }
            }
        }
        #expect(await pool.run { 7 } == 7)
        pool.shutdown()
    }

    @Test("begins its work in the order in which it came")
    func order() async throws {
        let pool = try ThreadPool(named: "test", count: 1)
        let order = Mutex<[Int]>([])
        for number in 0..<100 { pool.submit { order.withLock { $0.append(number) } } }
        pool.shutdown()
        #expect(order.withLock { $0 } == Array(0..<100))
    }

    @Test("uses all of its threads at once, none of them the caller's")
    func threads() async throws {
        let pool = try ThreadPool(named: "test", count: 3)
        let met = Condition(0)
        let threads = Mutex<Set<UInt>>([])
        for _ in 0..<3 {
            pool.submit {
                threads.withLock { _ = $0.insert(UInt(pthread_self())) }
                met.broadcast { $0 += 1 }
                // None goes on before all three have come.
                met.wait { $0 == 3 ? () : nil }
            }
        }
        pool.shutdown()
        #expect(threads.withLock { $0.count } == 3)
        #expect(threads.withLock { !$0.contains(UInt(pthread_self())) })
    }

    @Test("waits at its shutdown for what is queued and what runs")
    func shutdown() async throws {
        let pool = try ThreadPool(named: "test", count: 2)
        let done = Atomic(0)
        for _ in 0..<50 {
            pool.submit {
                sched_yield()
                done.add(1, ordering: .relaxed)
            }
        }
        pool.shutdown()
        #expect(done.load(ordering: .relaxed) == 50)
    }

    @Test("still runs work after its shutdown, on the caller's thread")
    func afterShutdown() throws {
        let pool = try ThreadPool(named: "test", count: 1)
        pool.shutdown()
        let thread = Mutex<UInt>(0)
        pool.submit { thread.withLock { $0 = UInt(pthread_self()) } }
        #expect(thread.withLock { $0 } == UInt(pthread_self()))
    }

    @Test("has at least one thread")
    func atLeastOne() async throws {
        let pool = try ThreadPool(named: "test", count: 0)
        #expect(await pool.run { true })
        pool.shutdown()
    }
}

@Suite("A thread")
struct ThreadTests {
    @Test("runs its function under its name, cut at what the kernel keeps, and is joined")
    func name() throws {
        let name = Mutex("")
        let thread = try Thread(named: "a name that is too long") {
            let file = unsafe open("/proc/thread-self/comm", O_RDONLY | O_CLOEXEC)
            defer { _ = close(file) }
            var buffer = [UInt8](repeating: 0, count: 32)
            let count = unsafe read(file, &buffer, buffer.count)
            name.withLock { $0 = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) }
        }
        thread.join()
        #expect(name.withLock { $0 } == "a name that is \n")
    }
}

@Suite("A condition")
struct ConditionTests {
    @Test("wakes a waiting thread when what it waits for has come, and gives it the value")
    func wakes() throws {
        let queue = Condition<[Int]>([])
        let taken = Mutex<[Int]>([])
        let thread = try Thread(named: "taker") {
            while true {
                let number = queue.wait { $0.isEmpty ? nil : $0.removeFirst() }
                if number < 0 { return }
                taken.withLock { $0.append(number) }
            }
        }
        for number in 1...100 { queue.signal { $0.append(number) } }
        queue.signal { $0.append(-1) }
        thread.join()
        #expect(taken.withLock { $0 } == Array(1...100))
    }

    @Test("lets an error out and stays usable")
    func errors() {
        struct Failure: Error {}
        let condition = Condition(0)
        #expect(throws: Failure.self) { try condition.signal { _ in throw Failure() } }
        #expect(throws: Failure.self) { try condition.broadcast { _ in throw Failure() } }
        condition.signal { $0 += 1 }
        #expect(condition.wait { $0 == 1 ? $0 : nil } == 1)
    }
}
