#define _GNU_SOURCE
#include "TraceBuffer.h"
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

struct minipy_trace_buffer minipy_trace_buffer;
bool minipy_trace_uses_counter;

uint64_t minipy_trace_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void minipy_trace_choose_clock(void) {
#if defined(__x86_64__)
  unsigned a, b, c, d = 0;
  // Bit 8: "invariant TSC", at one pace in all states of the processor.
  minipy_trace_uses_counter = __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1u << 8);
#endif
}

struct minipy_trace_record *minipy_trace_next(void) { return __atomic_load_n(&minipy_trace_buffer.next, __ATOMIC_ACQUIRE); }

bool minipy_semaphore_wait_until(void *semaphore, uint64_t nanoseconds) {
  struct timespec until = {.tv_sec = (time_t)(nanoseconds / 1000000000u), .tv_nsec = (long)(nanoseconds % 1000000000u)};
  while (sem_clockwait(semaphore, CLOCK_MONOTONIC, &until) != 0)
    if (errno != EINTR) return false;
  return true;
}

int minipy_signal_send(int pid, int number, int value) { return sigqueue(pid, number, (union sigval){.sival_int = value}); }

int minipy_signal_value(const void *raw) {
  const siginfo_t *info = raw;
  if (info == NULL || info->si_code != SI_QUEUE) return 0;
  return info->si_uid == geteuid() || info->si_uid == 0 ? info->si_value.sival_int : 0;
}

int minipy_peer(int descriptor, int *pid, unsigned *uid) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
  *pid = peer.pid;
  *uid = peer.uid;
  return 0;
}
