// Linux calls that Swift's Glibc module does not show, behind plain prototypes.
// `_GNU_SOURCE` is defined in CLinux.c alone: in a header that Swift imports it breaks debug builds.
#ifndef DRAFTROLL_CLINUX_H
#define DRAFTROLL_CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// One readiness event of an epoll set: `events` are EPOLL bits, `token` is what was registered.
struct clinux_event {
    uint32_t events;
    uint64_t token;
};

enum {
    CLINUX_EPOLLIN = 0x001,
    CLINUX_EPOLLOUT = 0x004,
    CLINUX_EPOLLERR = 0x008,
    CLINUX_EPOLLHUP = 0x010,
    CLINUX_EPOLLRDHUP = 0x2000,
    CLINUX_EPOLLEXCLUSIVE = 1 << 28,
};
#define CLINUX_EPOLLET (1U << 31)

// All of these return -1 and set errno on failure, like the calls they stand for.
int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int fd, uint32_t events, uint64_t token);
int clinux_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token);
int clinux_epoll_remove(int epoll, int fd);
int clinux_epoll_wait(int epoll, struct clinux_event *events, int capacity, int timeout_milliseconds);

/// A non-blocking, close-on-exec event counter.
int clinux_eventfd(void);

/// accept4 with SOCK_NONBLOCK | SOCK_CLOEXEC.
int clinux_accept(int listener, void *address, unsigned int *address_length);

ssize_t clinux_sendfile(int socket, int file, int64_t *offset, size_t count);

/// ioctl FICLONE: makes `target` share the blocks of `source`, where the file system can.
int clinux_clone(int target, int source);
ssize_t clinux_copy_file_range(int source, int64_t *source_offset, int target, int64_t *target_offset, size_t count);

/// renameat2 with RENAME_NOREPLACE, both paths relative to the working directory or absolute.
int clinux_rename_no_replace(const char *from, const char *to);

/// fallocate without flags: reserves the blocks of a file.
int clinux_fallocate(int fd, int64_t offset, int64_t length);

/// Names the calling thread; the kernel keeps 15 bytes.
void clinux_name_thread(const char *name);

/// Catches SIGTERM, SIGINT and SIGHUP from now on and gives a descriptor from which the number of each one that comes can be
/// read as a byte. To be called once.
int clinux_catch_signals(void);

/// Has glibc give blocks of this size or more a mapping of their own, which goes back to the system when they are freed. By
/// itself it raises that size to that of the largest block that was freed, and what comes later stays with the process.
/// Does nothing with another C library.
void clinux_return_blocks_of(size_t size);

/// Gives the system back what glibc keeps of freed memory: whole pages, wherever they lie. It looks through all of the heap,
/// which takes milliseconds, and holds up the threads that allocate meanwhile. Does nothing with another C library.
void clinux_return_free_memory(void);

/// errno, which Swift sees as a computed property with a cost.
int clinux_errno(void);

#endif
