// A loop around one marker with the arguments of function__entry, and nothing else: what a tracer's event costs by itself.
// Built and run by run.py; the argument is how often it fires.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

// The name that sys/sdt.h gives to it: provider, marker, "semaphore".
__attribute__((section(".probes"), used)) volatile unsigned short bare_loop__marker_semaphore;

__attribute__((noinline)) static void marker(const char *filename, const char *funcname, int lineno, void *frame) {
  STAP_PROBE4(bare, loop__marker, filename, funcname, lineno, frame);
}

int main(int argc, char **argv) {
  long times = argc > 1 ? atol(argv[1]) : 1;
  struct timespec began, ended;
  clock_gettime(CLOCK_MONOTONIC, &began);
  for (long i = 0; i < times; i++) {
    if (bare_loop__marker_semaphore) marker(__FILE__, __func__, (int)i, &began);
  }
  clock_gettime(CLOCK_MONOTONIC, &ended);
  printf("seconds %.9f\n", (double)(ended.tv_sec - began.tv_sec) + 1e-9 * (double)(ended.tv_nsec - began.tv_nsec));
}
