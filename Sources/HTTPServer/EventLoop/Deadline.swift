/// A deadline that can be moved or lifted at no cost, over a heap whose entries cannot. Loop only.
///
/// At most one entry is in the heap, at the earliest time asked for. When it comes due, the deadline of that moment
/// decides whether to act, to go back into the heap, or to rest. So a connection, whose deadline moves with every
/// request, touches the heap hardly once a minute.
final class Deadline {
    private unowned let loop: EventLoop
    private var deadline: Int64?

    /// Where the heap has its entry. The heap's own.
    var place: Int?
    /// When its entry in the heap comes due. The heap's own.
    var due: Int64 = 0

    /// What happens when the deadline passes. The deadline is lifted first.
    var action: (() -> Void)?

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Sets the deadline (monotonic nanoseconds), replacing the last one.
    func set(_ time: Int64) {
        deadline = time
        if place == nil || due > time { schedule(at: time) }
    }

    @inline(never)
    private func schedule(at time: Int64) {
        loop.schedule(self, at: time)
    }

    /// Now there is none. Its entry stays in the heap, which holds on to this object until it comes due.
    func lift() {
        deadline = nil
    }

    /// Lifts the deadline for good: nothing of it is left in the loop.
    func end() {
        deadline = nil
        action = nil
        loop.unschedule(self)
    }

    /// Called by the loop when its entry has come due and is out of the heap.
    func fire(now: Int64) {
        guard let deadline else { return }
        if deadline > now {
            loop.schedule(self, at: deadline)
        } else {
            self.deadline = nil
            action?()
        }
    }
}
