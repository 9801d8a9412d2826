// One thread, one epoll set, and the tasks that run on it.
//
// The loop is a Swift task executor. A connection is one task that prefers it: the task's code is plain `async`
// code, its suspensions are waits for a descriptor or a timer of this loop, and nothing crosses to another thread on
// the way of a request. What is always true:
//
// - Everything marked "loop only" is touched by the loop's own thread alone, so it needs no lock.
// - Other threads reach the loop through `enqueue` (by resuming a continuation) and `submit` only. Both put their
//   work into `inbox` and ring the event counter once per sleep of the loop.
// - An idle loop sleeps in `epoll_wait` without a time-out, or until its next timer: it uses no CPU.

internal import CLinux
internal import Glibc
internal import HTTPWire
internal import Synchronization
internal import Threads

// Safe, although it holds continuations that are not checked: each is resumed once, by `resumeYielded`, which forgets it.
/// One event loop on a thread of its own, as a task executor.
@safe public final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// What other threads hand to the loop.
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var closures: [@Sendable () -> Void] = []
        var isRung = false
        var isStopped = false
    }

    /// The number of this loop within its server, from 0.
    public let index: Int

    private let epoll: FileDescriptor
    private let bell: FileDescriptor
    private let inbox = Mutex(Inbox())
    private let threadID = Atomic<UInt>(0)
    private let thread = Mutex<Thread?>(nil)

    // Loop only.
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var registrations = RegistrationTable()
    private var timers = TimerHeap()
    private var endOfRound: [() -> Void] = []
    private var yielded = unsafe [UnsafeContinuation<Void, Never>]()
    private var buffers: [ConnectionBuffers] = []
    private var dateSecond: Int64 = -1
    private var dateText: [UInt8] = []

    /// How often the descriptors have been asked. Loop only.
    private(set) var round: UInt64 = 0

    /// Monotonic time in nanoseconds, read once per round of the loop. Loop only.
    public private(set) var now: Int64 = EventLoop.monotonicNanoseconds()

    /// Makes a loop; `start` runs it.
    ///
    /// - Throws: `SystemError` when the kernel gives no descriptor.
    public init(index: Int) throws(SystemError) {
        self.index = index
        epoll = FileDescriptor(owning: try SystemError.check("epoll_create1", clinux_epoll_create()))
        bell = FileDescriptor(owning: try SystemError.check("eventfd", clinux_eventfd()))
        try SystemError.check(
            "epoll_ctl", clinux_epoll_add(epoll.raw, bell.raw, UInt32(CLINUX_EPOLLIN), RegistrationTable.bell))
    }

    /// Starts the loop's thread.
    ///
    /// - Throws: `ThreadError` when the system gives no thread.
    public func start() throws {
        let started = try Thread(named: "http-\(index)") { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Ends the loop after the round it is in, and joins its thread. Tasks still suspended on it never run again.
    public func stop() {
        inbox.withLock { $0.isStopped = true }
        ring()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    /// Whether the caller runs on this loop's thread.
    public var isCurrent: Bool {
        threadID.load(ordering: .relaxed) == UInt(pthread_self())
    }

    // MARK: Work

    /// Takes a job of a task that prefers this loop. Called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            ready.append(job)
            return
        }
        let mustRing = inbox.withLock { inbox in
            inbox.jobs.append(job)
            defer { inbox.isRung = true }
            return !inbox.isRung
        }
        if mustRing { ring() }
    }

    /// Runs `work` on the loop's thread, soon and in order.
    public func submit(_ work: @escaping @Sendable () -> Void) {
        let mustRing = inbox.withLock { inbox in
            inbox.closures.append(work)
            defer { inbox.isRung = true }
            return !inbox.isRung
        }
        if mustRing { ring() }
    }

    /// Starts a task that stays on this loop. A plain `Task {}` would leave it.
    @discardableResult
    public func spawn(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: self) { await body() }
    }

    private func ring() {
        var one: UInt64 = 1
        // The counter can only be full after 2^64 rings without a read; the loop is awake then anyway.
        _ = unsafe write(bell.raw, &one, 8)
    }

    // MARK: The rounds

    private func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        var events = [clinux_event](repeating: clinux_event(), count: 256)
        while true {
            runReadyJobs()
            runEndOfRound()
            resumeYielded()
            let timeout = ready.isEmpty ? timers.millisecondsUntilNext(now: Self.monotonicNanoseconds()) : 0
            let count = unsafe events.withUnsafeMutableBufferPointer { events in
                unsafe clinux_epoll_wait(epoll.raw, events.baseAddress, Int32(events.count), timeout)
            }
            now = Self.monotonicNanoseconds()
            round &+= 1
            for index in 0..<max(0, Int(count)) {
                let event = events[index]
                if event.token == RegistrationTable.bell {
                    guard takeInbox() else { return }
                } else {
                    registrations[event.token]?.receive(events: event.events)
                }
            }
            while let timer = timers.popExpired(now: now) { timer.fire(now: now) }
        }
    }

    /// Runs the jobs that were ready when the round began; what they make ready waits for the next round, after the
    /// descriptors have been asked, so that busy tasks cannot starve the others.
    private func runReadyJobs() {
        guard !ready.isEmpty else { return }
        swap(&ready, &running)
        let executor = unsafe asUnownedTaskExecutor()
        for index in running.indices {
            unsafe running[index].runSynchronously(on: executor)
        }
        running.removeAll(keepingCapacity: true)
    }

    /// Runs `work` once what is ready now has been run, before the descriptors are asked again. Loop only.
    func atEndOfRound(_ work: @escaping () -> Void) {
        endOfRound.append(work)
    }

    private func runEndOfRound() {
        guard !endOfRound.isEmpty else { return }
        var work: [() -> Void] = []
        swap(&work, &endOfRound)
        for one in work { one() }
    }

    /// Lets the other tasks of the loop go on, and what the descriptors have to tell come in, before the caller does. Loop
    /// only. `Task.yield` does the same with two rounds of the loop instead of one.
    func yield() async {
        await unsafe withUnsafeContinuation { unsafe yielded.append($0) }
    }

    /// Makes the tasks that have yielded ready for the next round.
    private func resumeYielded() {
        guard unsafe !yielded.isEmpty else { return }
        for index in unsafe yielded.indices { unsafe yielded[index].resume() }
        unsafe yielded.removeAll(keepingCapacity: true)
    }

    /// Moves what other threads left into the ready list; false when the loop is to stop.
    private func takeInbox() -> Bool {
        var counter: UInt64 = 0
        _ = unsafe read(bell.raw, &counter, 8)
        var closures: [@Sendable () -> Void] = []
        let isStopped = inbox.withLock { inbox in
            ready.append(contentsOf: inbox.jobs)
            // After a burst the memory goes back.
            inbox.jobs.removeAll(keepingCapacity: inbox.jobs.capacity <= 1_024)
            swap(&closures, &inbox.closures)
            inbox.isRung = false
            return inbox.isStopped
        }
        for closure in closures { closure() }
        return !isStopped
    }

    // MARK: Descriptors and timers (loop only)

    /// Watches `descriptor` for `events`, edge-triggered unless they say otherwise, until `unregister`.
    func register(_ registration: Registration, descriptor: Int32, events: UInt32) throws(SystemError) {
        let token = registrations.insert(registration)
        do throws(SystemError) {
            try SystemError.check("epoll_ctl", clinux_epoll_add(epoll.raw, descriptor, events, token))
        } catch {
            registrations.remove(token)
            throw error
        }
        registration.token = token
    }

    /// Stops watching a descriptor that stays open.
    func unregister(_ registration: Registration, descriptor: Int32) {
        forget(registration)
        // Failing would mean that the descriptor is closed already, and closing removes it from the set too.
        _ = clinux_epoll_remove(epoll.raw, descriptor)
    }

    /// Tells nothing more to `registration`, whose descriptor is closed next: that takes it out of the set by itself.
    func forget(_ registration: Registration) {
        guard let token = registration.token else { return }
        registration.token = nil
        registrations.remove(token)
    }

    /// Calls `timer.fire` once `time` (monotonic nanoseconds) has passed, instead of when it was scheduled before.
    func schedule(_ timer: Deadline, at time: Int64) {
        timers.insert(timer, at: time)
    }

    func unschedule(_ timer: Deadline) {
        timers.remove(timer)
    }

    // MARK: Shared by the connections of the loop (loop only)

    /// How many sets of buffers wait for the next connection with bytes in flight.
    private static let spareBuffers = 64

    /// Buffers for a connection with bytes in flight, empty. Give them back.
    func takeBuffers(limits: WireLimits) -> ConnectionBuffers {
        buffers.popLast() ?? ConnectionBuffers(limits: limits)
    }

    /// Takes empty buffers back.
    func recycle(_ used: ConnectionBuffers) {
        if buffers.count < Self.spareBuffers, used.areOrdinary { buffers.append(used) }
    }

    /// The value of `Date` (RFC 9110 §6.6.1) for answers of this moment, made once a second.
    var date: [UInt8] {
        let second = Int64(time(nil))
        if second != dateSecond {
            dateSecond = second
            dateText = HTTPDate.format(unixSeconds: second)
        }
        return dateText
    }

    /// Monotonic time in nanoseconds.
    public static func monotonicNanoseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
