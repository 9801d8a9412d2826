#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int epoll, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return epoll_ctl(epoll, operation, fd, &event);
}

int clinux_epoll_add(int epoll, int fd, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, fd, events, token);
}

int clinux_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, fd, events, token);
}

int clinux_epoll_remove(int epoll, int fd) { return control(epoll, EPOLL_CTL_DEL, fd, 0, 0); }

int clinux_epoll_wait(int epoll, struct clinux_event *events, int capacity, int timeout_milliseconds) {
    enum { most = 256 };
    struct epoll_event ready[most];
    int count = epoll_wait(epoll, ready, capacity < most ? capacity : most, timeout_milliseconds);
    for (int i = 0; i < count; i++) {
        events[i].events = ready[i].events;
        events[i].token = ready[i].data.u64;
    }
    return count;
}

int clinux_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int clinux_accept(int listener, void *address, unsigned int *address_length) {
    return accept4(listener, address, address_length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

ssize_t clinux_sendfile(int socket, int file, int64_t *offset, size_t count) {
    off_t position = *offset;
    ssize_t sent = sendfile(socket, file, &position, count);
    *offset = position;
    return sent;
}

int clinux_clone(int target, int source) { return ioctl(target, FICLONE, source); }

ssize_t clinux_copy_file_range(int source, int64_t *source_offset, int target, int64_t *target_offset, size_t count) {
    off_t from = *source_offset, to = *target_offset;
    ssize_t copied = copy_file_range(source, &from, target, &to, count, 0);
    *source_offset = from;
    *target_offset = to;
    return copied;
}

int clinux_rename_no_replace(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int clinux_fallocate(int fd, int64_t offset, int64_t length) { return fallocate(fd, 0, offset, length); }

void clinux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void clinux_return_blocks_of(size_t size) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, (int)size);
#else
    (void)size;
#endif
}

void clinux_return_free_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

int clinux_errno(void) { return errno; }
