#define _GNU_SOURCE
#include "Descriptors.h"
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <syslog.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <sys/syscall.h>
#include <unistd.h>

int minipy_fcntl_long(int fd, int operation, long argument) { return fcntl(fd, operation, argument); }
int minipy_fcntl_pointer(int fd, int operation, void *argument) { return fcntl(fd, operation, argument); }
int minipy_ioctl_pointer(int fd, unsigned long request, void *argument) { return ioctl(fd, request, argument); }
int minipy_flock(int fd, int operation) { return flock(fd, operation); }
int minipy_prlimit(int pid, int which, const uint64_t *fresh, uint64_t *old) {
  struct rlimit limit, before;
  if (fresh) limit = (struct rlimit){fresh[0], fresh[1]};
  int r = prlimit(pid, (enum __rlimit_resource)which, fresh ? &limit : NULL, &before);
  old[0] = before.rlim_cur;
  old[1] = before.rlim_max;
  return r;
}

int minipy_epoll_create(int flags) { return epoll_create1(flags); }
int minipy_epoll_ctl(int epoll, int operation, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  return epoll_ctl(epoll, operation, fd, &event);
}
int minipy_epoll_wait(int epoll, int *pairs, int maximum, int milliseconds) {
  struct epoll_event *events = malloc(sizeof *events * (size_t)maximum);
  if (!events) {
    errno = ENOMEM;
    return -1;
  }
  int n = epoll_wait(epoll, events, maximum, milliseconds);
  int code = errno;
  for (int i = 0; i < n; i++) {
    pairs[2 * i] = events[i].data.fd;
    pairs[2 * i + 1] = (int)events[i].events;
  }
  free(events);
  errno = code;
  return n;
}
int minipy_select(const int *fds, const size_t counts[3], uint8_t *ready, int64_t microseconds) {
  fd_set sets[3];
  int highest = -1;
  const int *p = fds;
  for (int k = 0; k < 3; k++) {
    FD_ZERO(&sets[k]);
    for (size_t i = 0; i < counts[k]; i++, p++) {
      FD_SET(*p, &sets[k]);
      if (*p > highest) highest = *p;
    }
  }
  struct timeval timeout = {microseconds / 1000000, microseconds % 1000000};
  int n = select(highest + 1, &sets[0], &sets[1], &sets[2], microseconds < 0 ? NULL : &timeout);
  if (n < 0) return n;
  p = fds;
  for (int k = 0; k < 3; k++)
    for (size_t i = 0; i < counts[k]; i++, p++) *ready++ = FD_ISSET(*p, &sets[k]) != 0;
  return n;
}

int minipy_connect(int fd, const void *address, unsigned length) { return connect(fd, address, length); }
int minipy_bind(int fd, const void *address, unsigned length) { return bind(fd, address, length); }
int minipy_getsockname(int fd, void *address, unsigned *length) { return getsockname(fd, address, length); }
int minipy_getpeername(int fd, void *address, unsigned *length) { return getpeername(fd, address, length); }
long minipy_recvfrom(int fd, void *data, size_t n, int flags, void *address, unsigned *length) {
  return recvfrom(fd, data, n, flags, address, length);
}
long minipy_sendto(int fd, const void *data, size_t n, int flags, const void *address, unsigned length) {
  return sendto(fd, data, n, flags, address, length);
}
int minipy_host_error(void) { return h_errno; }
_Bool minipy_interface(long at, unsigned *index, char *name) {
  struct if_nameindex *all = if_nameindex();
  if (!all) return 0;
  long i = 0;
  while (i < at && all[i].if_index != 0) i++;
  _Bool found = all[i].if_index != 0;
  if (found) {
    *index = all[i].if_index;
    strncpy(name, all[i].if_name, 63);
  }
  if_freenameindex(all);
  return found;
}
int minipy_accept(int fd, void *address, unsigned *length) { return accept4(fd, address, length, SOCK_CLOEXEC); }

static struct iovec *vectors(const void *const *parts, const size_t *sizes, size_t count) {
  struct iovec *all = malloc(sizeof *all * (count + 1));
  if (all)
    for (size_t i = 0; i < count; i++) all[i] = (struct iovec){(void *)parts[i], sizes[i]};
  return all;
}
long minipy_sendmsg(int fd, const void *address, unsigned length, const void *const *parts, const size_t *sizes, size_t count, void *control, size_t control_size, int flags) {
  struct msghdr message = {0};
  message.msg_name = length ? (void *)address : NULL;
  message.msg_namelen = length;
  message.msg_iov = vectors(parts, sizes, count);
  if (!message.msg_iov) {
    errno = ENOMEM;
    return -1;
  }
  message.msg_iovlen = count;
  message.msg_control = control_size ? control : NULL;
  message.msg_controllen = control_size;
  long n = sendmsg(fd, &message, flags);
  int code = errno;
  free(message.msg_iov);
  errno = code;
  return n;
}
long minipy_recvmsg(int fd, void *address, unsigned *length, void *const *parts, const size_t *sizes, size_t count, void *control, size_t *control_size, int *flags) {
  struct msghdr message = {0};
  message.msg_name = address;
  message.msg_namelen = *length;
  message.msg_iov = vectors((const void *const *)parts, sizes, count);
  if (!message.msg_iov) {
    errno = ENOMEM;
    return -1;
  }
  message.msg_iovlen = count;
  message.msg_control = *control_size ? control : NULL;
  message.msg_controllen = *control_size;
  long n = recvmsg(fd, &message, *flags | MSG_CMSG_CLOEXEC);
  int code = errno;
  free(message.msg_iov);
  if (n >= 0) {
    *length = message.msg_namelen;
    *control_size = message.msg_controllen;
    *flags = message.msg_flags & ~MSG_CMSG_CLOEXEC;
  }
  errno = code;
  return n;
}
size_t minipy_cmsg_len(size_t n) { return CMSG_LEN(n); }
size_t minipy_cmsg_space(size_t n) { return CMSG_SPACE(n); }
size_t minipy_cmsg_put(void *control, size_t offset, int level, int type, const void *data, size_t n) {
  struct cmsghdr *header = (struct cmsghdr *)((char *)control + offset);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(n);
  memcpy(CMSG_DATA(header), data, n);
  return offset + CMSG_SPACE(n);
}
const void *minipy_cmsg_get(const void *control, size_t size, size_t *offset, int *level, int *type, size_t *n) {
  if (*offset + sizeof(struct cmsghdr) > size) return NULL;
  const struct cmsghdr *header = (const struct cmsghdr *)((const char *)control + *offset);
  if (header->cmsg_len < CMSG_LEN(0)) return NULL;
  size_t length = header->cmsg_len - CMSG_LEN(0), room = size - *offset - CMSG_LEN(0);
  *n = length < room ? length : room;
  *level = header->cmsg_level;
  *type = header->cmsg_type;
  *offset += CMSG_SPACE(length);
  return CMSG_DATA(header);
}

int minipy_memfd_create(const char *name, unsigned flags) { return memfd_create(name, flags); }
int minipy_pidfd_open(int pid, unsigned flags) { return (int)syscall(SYS_pidfd_open, pid, flags); }
int minipy_eventfd(unsigned value, int flags) { return eventfd(value, flags); }
long minipy_copy_file_range(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count, unsigned flags) {
  return copy_file_range(from, from_offset, to, to_offset, count, flags);
}
long minipy_splice(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count, unsigned flags) {
  return splice(from, from_offset, to, to_offset, count, flags);
}
int minipy_set_affinity(int pid, const uint8_t *allowed, size_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t i = 0; i < count && i < CPU_SETSIZE; i++)
    if (allowed[i]) CPU_SET(i, &set);
  return sched_setaffinity(pid, sizeof set, &set);
}
int minipy_setresuid(unsigned r, unsigned e, unsigned s) { return setresuid(r, e, s); }
int minipy_setresgid(unsigned r, unsigned e, unsigned s) { return setresgid(r, e, s); }
int minipy_getresuid(unsigned *r, unsigned *e, unsigned *s) { return getresuid(r, e, s); }
int minipy_getresgid(unsigned *r, unsigned *e, unsigned *s) { return getresgid(r, e, s); }
void *minipy_sem_open(const char *name, unsigned value) {
  sem_t *s = sem_open(name, O_CREAT | O_EXCL, 0600, value);
  return s == SEM_FAILED ? NULL : s;
}
void *minipy_sem_rebuild(const char *name) {
  sem_t *s = sem_open(name, 0);
  return s == SEM_FAILED ? NULL : s;
}
void minipy_syslog(int priority, const char *text) { syslog(priority, "%s", text); }
void *minipy_mremap(void *p, size_t old, size_t fresh) {
  void *q = mremap(p, old, fresh, MREMAP_MAYMOVE);
  return q == MAP_FAILED ? NULL : q;
}

long minipy_preadv(int fd, const struct iovec *rows, int count, long offset, int flags) { return preadv2(fd, rows, count, offset, flags); }
long minipy_pwritev(int fd, const struct iovec *rows, int count, long offset, int flags) { return pwritev2(fd, rows, count, offset, flags); }
int minipy_chroot(const char *path) { return chroot(path); }
int minipy_mknod(int folder, const char *path, unsigned mode, unsigned long device) { return mknodat(folder, path, mode, device); }
unsigned long minipy_makedev(unsigned major_number, unsigned minor_number) { return makedev(major_number, minor_number); }
unsigned minipy_major(unsigned long device) { return major(device); }
unsigned minipy_minor(unsigned long device) { return minor(device); }
int minipy_wait4(int pid, int *status, int options, struct rusage *usage) { return wait4(pid, status, options, usage); }
int minipy_waitid(int kind, unsigned id, int options, int row[5]) {
  siginfo_t info = {0};
  int r = waitid((idtype_t)kind, id, &info, options);
  row[0] = info.si_pid;
  row[1] = (int)info.si_uid;
  row[2] = info.si_signo;
  row[3] = info.si_status;
  row[4] = info.si_code;
  return r;
}
long minipy_getxattr(int fd, const char *path, const char *name, void *value, size_t size, int follow) {
  return fd >= 0 ? fgetxattr(fd, name, value, size) : follow ? getxattr(path, name, value, size) : lgetxattr(path, name, value, size);
}
int minipy_setxattr(int fd, const char *path, const char *name, const void *value, size_t size, int flags, int follow) {
  return fd >= 0  ? fsetxattr(fd, name, value, size, flags)
         : follow ? setxattr(path, name, value, size, flags)
                  : lsetxattr(path, name, value, size, flags);
}
int minipy_removexattr(int fd, const char *path, const char *name, int follow) {
  return fd >= 0 ? fremovexattr(fd, name) : follow ? removexattr(path, name) : lremovexattr(path, name);
}
long minipy_listxattr(int fd, const char *path, char *names, size_t size, int follow) {
  return fd >= 0 ? flistxattr(fd, names, size) : follow ? listxattr(path, names, size) : llistxattr(path, names, size);
}
