#pragma once
#include <stdbool.h>
#include <stdint.h>

// What the interpreter writes down while a trace is on (Sources/Runtime/Trace): records of 16 bytes, one behind the other, by the thread that
// holds the interpreter lock. Formatting them is another thread's work, so this is all that a traced call costs.

struct minipy_trace_record {
  uint64_t time;  // minipy_trace_ticks(), or a value that belongs to the record before
  uint32_t id;    // a TraceRow, a thread, a marker
  uint32_t what;  // TraceKind in the upper 4 bits; position, count or weight below
};

struct minipy_trace_buffer {
  struct minipy_trace_record *next, *end;
};
extern struct minipy_trace_buffer minipy_trace_buffer;

extern bool minipy_trace_uses_counter;

// CLOCK_MONOTONIC in nanoseconds.
uint64_t minipy_trace_nanoseconds(void);
// Decides by which clock records are stamped; before the first.
void minipy_trace_choose_clock(void);
// The records that are complete.
struct minipy_trace_record *minipy_trace_next(void);

// The processor's time-stamp counter where it runs at a steady pace, which is several times quicker to read than a clock; else CLOCK_MONOTONIC.
static inline __attribute__((always_inline)) uint64_t minipy_trace_ticks(void) {
#if defined(__x86_64__)
  if (__builtin_expect(minipy_trace_uses_counter, 1)) return __builtin_ia32_rdtsc();
#endif
  return minipy_trace_nanoseconds();
}
// Appends a record with a value in place of the time; true: that was the last for which there was room.
static inline __attribute__((always_inline)) bool minipy_trace_push_value(uint64_t value, uint32_t id, uint32_t what) {
  struct minipy_trace_record *next = minipy_trace_buffer.next;
  next->time = value;
  next->id = id;
  next->what = what;
  // The reader may look at any moment: it sees whole records.
  __atomic_store_n(&minipy_trace_buffer.next, next + 1, __ATOMIC_RELEASE);
  return next + 1 == minipy_trace_buffer.end;
}
// Appends a record with the present time.
static inline __attribute__((always_inline)) bool minipy_trace_push(uint32_t id, uint32_t what) {
  return minipy_trace_push_value(minipy_trace_ticks(), id, what);
}

// sem_clockwait(3) by CLOCK_MONOTONIC until `nanoseconds`; false: that moment has come.
bool minipy_semaphore_wait_until(void *semaphore, uint64_t nanoseconds);

// Sends signal `number` with `value`, as sigqueue(3); the value that a handler got that way, or 0 if the signal came otherwise, or from a user
// that is neither this process's nor root.
int minipy_signal_send(int pid, int number, int value);
int minipy_signal_value(const void *info);
// Whose process is at the other end of a Unix socket; -1 with errno set.
int minipy_peer(int socket, int *pid, unsigned *uid);
