#define _GNU_SOURCE
#include "CRuntime.h"
#include <pthread.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/statvfs.h>
#include <unistd.h>

_Alignas(64) uint8_t minipy_machine_storage[MINIPY_MACHINE_BYTES];

__attribute__((noinline)) void minipy_scan_native_stack(uintptr_t base, minipy_stack_visitor visit, void *context) {
  volatile uintptr_t saved[12];
#if defined(__x86_64__)
  __asm__ volatile("movq %%rbx, 0(%0)\n\tmovq %%rbp, 8(%0)\n\tmovq %%r12, 16(%0)\n\tmovq %%r13, 24(%0)\n\t"
                   "movq %%r14, 32(%0)\n\tmovq %%r15, 40(%0)" : : "r"(saved) : "memory");
#elif defined(__aarch64__)
  __asm__ volatile("stp x19, x20, [%0]\n\tstp x21, x22, [%0, #16]\n\tstp x23, x24, [%0, #32]\n\t"
                   "stp x25, x26, [%0, #48]\n\tstp x27, x28, [%0, #64]\n\tstr x29, [%0, #80]" : : "r"(saved) : "memory");
#else
#error "spill the callee-saved registers of this architecture"
#endif
  visit(context, (uintptr_t)saved, base);
}

void minipy_native_stack(uintptr_t *low, uintptr_t *high) {
  pthread_attr_t attributes;
  void *address = 0;
  size_t size = 0;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &address, &size);
  pthread_attr_destroy(&attributes);
  *low = (uintptr_t)address;
  *high = (uintptr_t)address + size;
}

long minipy_address_space(void) {
  char text[64];
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 64 << 20;
  ssize_t n = read(file, text, sizeof text - 1);
  close(file);
  if (n <= 0) return 64 << 20;
  text[n] = 0;
  return atol(text) * sysconf(_SC_PAGESIZE);
}

void minipy_limit_arenas(void) { mallopt(M_ARENA_MAX, 1); }
size_t minipy_malloc_used(void) {
  struct mallinfo2 m = mallinfo2();
  return m.uordblks + m.hblkhd;
}
size_t minipy_malloc_held(void) {
  struct mallinfo2 m = mallinfo2();
  return m.arena + m.hblkhd;
}

int minipy_fork(void) { return fork(); }

int minipy_dup3(int from, int to, int flags) { return dup3(from, to, flags); }
int minipy_pipe2(int descriptors[2], int flags) { return pipe2(descriptors, flags); }
int minipy_openpty_master(void) { return posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC); }
int minipy_openpty_slave(int master, char *name, size_t size) {
  if (grantpt(master) != 0 || unlockpt(master) != 0) return -1;
  int code = ptsname_r(master, name, size);
  if (code != 0) {
    errno = code;
    return -1;
  }
  return open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
}
long minipy_getrandom(void *buffer, size_t size, unsigned flags) { return getrandom(buffer, size, flags); }
int minipy_affinity(int pid, uint8_t *allowed, size_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(pid, sizeof set, &set) != 0) return -1;
  for (size_t i = 0; i < count; i++) allowed[i] = i < CPU_SETSIZE && CPU_ISSET(i, &set);
  return 0;
}
const char *minipy_error_name(int code) { return strerrorname_np(code); }
long minipy_sendfile(int out, int in, long *offset, size_t count) { return sendfile(out, in, offset, count); }
int minipy_statvfs(const char *path, struct statvfs *result) { return statvfs(path, result); }

int minipy_native_id(void) { return gettid(); }

__attribute__((noinline)) void minipy_clear_stack(void) {
  char below[8192];
  memset(below, 0, sizeof below);
  __asm__ volatile("" ::"r"(below) : "memory");
}
