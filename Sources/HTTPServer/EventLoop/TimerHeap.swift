/// Deadlines by when they come due: a binary heap, whose elements know their places in it. Loop only.
struct TimerHeap {
    private var heap: [Deadline] = []

    var count: Int { heap.count }

    /// The time-out for `epoll_wait`: -1 without timers, otherwise milliseconds rounded up, at most a minute.
    func millisecondsUntilNext(now: Int64) -> Int32 {
        guard let first = heap.first else { return -1 }
        let wait = max(0, first.due &- now)
        return Int32(min(60_000, wait / 1_000_000 + 1))
    }

    /// Lets `timer` come due at `time`, instead of when it would have.
    mutating func insert(_ timer: Deadline, at time: Int64) {
        timer.due = time
        if let place = timer.place {
            settle(place)
            return
        }
        timer.place = heap.count
        heap.append(timer)
        rise(from: heap.count - 1)
    }

    /// Takes `timer` out, if it is in.
    mutating func remove(_ timer: Deadline) {
        guard let place = timer.place else { return }
        timer.place = nil
        let last = heap.removeLast()
        guard last !== timer else { return }
        heap[place] = last
        last.place = place
        settle(place)
    }

    /// Takes out the first timer that is due.
    mutating func popExpired(now: Int64) -> Deadline? {
        guard let first = heap.first, first.due <= now else { return nil }
        remove(first)
        return first
    }

    /// Moves the element at `place`, whose time may have changed, up or down to where it belongs.
    private mutating func settle(_ place: Int) {
        rise(from: place)
        sink(from: place)
    }

    private mutating func rise(from place: Int) {
        var child = place
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { break }
            swap(child, parent)
            child = parent
        }
    }

    private mutating func sink(from place: Int) {
        var parent = place
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && heap[right].due < heap[left].due ? right : left
            guard heap[child].due < heap[parent].due else { break }
            swap(child, parent)
            parent = child
        }
    }

    private mutating func swap(_ one: Int, _ other: Int) {
        heap.swapAt(one, other)
        heap[one].place = one
        heap[other].place = other
    }
}
