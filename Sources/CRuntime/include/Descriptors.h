#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Functions that C declares with variable arguments or as macros, or that Swift's import of Glibc leaves out: the same results.
int minipy_fcntl_long(int fd, int operation, long argument);
int minipy_fcntl_pointer(int fd, int operation, void *argument);
int minipy_ioctl_pointer(int fd, unsigned long request, void *argument);
int minipy_flock(int fd, int operation);
// `fresh` and `old` are {soft, hard}; fresh may be NULL.
int minipy_prlimit(int pid, int which, const uint64_t *fresh, uint64_t *old);

int minipy_epoll_create(int flags);
int minipy_epoll_ctl(int epoll, int operation, int fd, uint32_t events);
// Writes {descriptor, events} pairs.
int minipy_epoll_wait(int epoll, int *pairs, int maximum, int milliseconds);
// sets: 3 rows of descriptors with their counts; `ready` gets one byte a descriptor, row after row. timeout in microseconds, negative: none.
int minipy_select(const int *fds, const size_t counts[3], uint8_t *ready, int64_t microseconds);

// glibc declares these with a transparent union of address types.
int minipy_connect(int fd, const void *address, unsigned length);
int minipy_bind(int fd, const void *address, unsigned length);
int minipy_getsockname(int fd, void *address, unsigned *length);
int minipy_getpeername(int fd, void *address, unsigned *length);
long minipy_recvfrom(int fd, void *data, size_t n, int flags, void *address, unsigned *length);
long minipy_sendto(int fd, const void *data, size_t n, int flags, const void *address, unsigned length);
int minipy_host_error(void);
// Interface `at` of the network: its number and its name (up to 64 bytes); false: there are not so many.
_Bool minipy_interface(long at, unsigned *index, char *name);
int minipy_accept(int fd, void *address, unsigned *length);
// The ancillary part is a ready-made control buffer.
long minipy_sendmsg(int fd, const void *address, unsigned length, const void *const *parts, const size_t *sizes, size_t count, void *control, size_t control_size, int flags);
long minipy_recvmsg(int fd, void *address, unsigned *length, void *const *parts, const size_t *sizes, size_t count, void *control, size_t *control_size, int *flags);
size_t minipy_cmsg_len(size_t n);
size_t minipy_cmsg_space(size_t n);
// Appends a control message at `offset`; the offset behind it.
size_t minipy_cmsg_put(void *control, size_t offset, int level, int type, const void *data, size_t n);
// The control message at *offset: its data, or NULL at the end; moves *offset.
const void *minipy_cmsg_get(const void *control, size_t size, size_t *offset, int *level, int *type, size_t *n);

int minipy_memfd_create(const char *name, unsigned flags);
int minipy_pidfd_open(int pid, unsigned flags);
int minipy_eventfd(unsigned value, int flags);
long minipy_copy_file_range(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count, unsigned flags);
long minipy_splice(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count, unsigned flags);
int minipy_set_affinity(int pid, const uint8_t *allowed, size_t count);
int minipy_setresuid(unsigned r, unsigned e, unsigned s);
int minipy_setresgid(unsigned r, unsigned e, unsigned s);
int minipy_getresuid(unsigned *r, unsigned *e, unsigned *s);
int minipy_getresgid(unsigned *r, unsigned *e, unsigned *s);
void *minipy_sem_open(const char *name, unsigned value);
void *minipy_sem_rebuild(const char *name);
void minipy_syslog(int priority, const char *text);
void *minipy_mremap(void *p, size_t old, size_t fresh);

struct iovec;
struct rusage;
long minipy_preadv(int fd, const struct iovec *rows, int count, long offset, int flags);
long minipy_pwritev(int fd, const struct iovec *rows, int count, long offset, int flags);
int minipy_chroot(const char *path);
int minipy_mknod(int folder, const char *path, unsigned mode, unsigned long device);
unsigned long minipy_makedev(unsigned major, unsigned minor);
unsigned minipy_major(unsigned long device);
unsigned minipy_minor(unsigned long device);
int minipy_wait4(int pid, int *status, int options, struct rusage *usage);
// row: pid, uid, signal, status, code; all 0 when nothing has changed.
int minipy_waitid(int kind, unsigned id, int options, int row[5]);
// fd >= 0: of a descriptor; otherwise of a path, whose last link is followed or not.
long minipy_getxattr(int fd, const char *path, const char *name, void *value, size_t size, int follow);
int minipy_setxattr(int fd, const char *path, const char *name, const void *value, size_t size, int flags, int follow);
int minipy_removexattr(int fd, const char *path, const char *name, int follow);
long minipy_listxattr(int fd, const char *path, char *names, size_t size, int follow);
