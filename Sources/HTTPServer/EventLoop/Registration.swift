/// What the loop tells about a descriptor. One per watched descriptor; loop only.
class Registration {
    /// The loop's name for it while it is registered.
    final var token: UInt64?

    /// Takes EPOLL bits.
    func receive(events: UInt32) {}
}

/// The descriptors that a loop watches, by token.
///
/// A token is a slot and that slot's generation: an event that was already fetched for a descriptor closed in the same
/// round finds a newer generation and is dropped, instead of reaching the slot's next owner.
struct RegistrationTable {
    /// The token of the loop's own event counter.
    static let bell = UInt64.max

    private struct Slot {
        var generation: UInt32 = 0
        var registration: Registration?
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    subscript(token: UInt64) -> Registration? {
        let index = Int(token & 0xffff_ffff)
        guard index < slots.count, slots[index].generation == UInt32(token >> 32) else { return nil }
        return slots[index].registration
    }

    mutating func insert(_ registration: Registration) -> UInt64 {
        let index: Int
        if let reused = free.popLast() {
            index = reused
        } else {
            index = slots.count
            slots.append(Slot())
        }
        slots[index].registration = registration
        return UInt64(slots[index].generation) << 32 | UInt64(index)
    }

    mutating func remove(_ token: UInt64) {
        let index = Int(token & 0xffff_ffff)
        guard index < slots.count, slots[index].generation == UInt32(token >> 32) else { return }
        slots[index].registration = nil
        // The top bit stays clear, so that no token is ever the bell's.
        slots[index].generation = (slots[index].generation &+ 1) & 0x7fff_ffff
        free.append(index)
    }
}
