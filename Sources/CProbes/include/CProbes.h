#pragma once

/// The tracing markers (USDT probes) of the interpreter, and the guard word in front of the hottest of them.
///
/// How a marker works. `sys/sdt.h` leaves a `nop` at the marker's site and an SDT v3 note in `.note.stapsdt`: provider,
/// name, the site's address, where each argument lies, and the address of a 16-bit semaphore in section `.probes`.
/// A tracer (bpftrace, perf, SystemTap, bcc, gdb) reads the note, puts a breakpoint on the site and adds one to the
/// semaphore of each running process; when it leaves it takes both back.
///
/// Besides the kernel's count a marker has one of listeners inside the process. The two are halves of one aligned 32-bit word, the
/// marker's switch: the marker is on while that word is not 0, whoever listens, and one load tells.
///
/// The laws, for whoever fires one:
///  1. Test first, then compute arguments: `if minipy_probe_line_enabled() { minipy_probe_line(file, name, line) }`.
///     Off, a marker costs one load, one compare and one branch that is never taken.
///  2. The site of a marker is one out-of-line function, so that each marker has exactly one note, and its operands are
///     plain registers (`8@%rdi -4@%edx`): bcc, libbpf and LTTng parse nothing else.
///  3. Texts stay valid while the tracer's handler runs: they live as long as the code object they describe.
///
/// Compiled with `MINIPY_NO_PROBES` there are no sites, no semaphores and no guard: only for measuring what they cost
/// (`Benchmarks/probes`). Such a build cannot be interrupted, because the event flag is part of the guard.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MINIPY_ALWAYS_INLINE static inline __attribute__((always_inline, unused))
#define MINIPY_HIDDEN __attribute__((visibility("hidden")))

// MARK: - The guard word

/// One aligned 8-byte word that is 0 while nothing wants the loop's attention: the semaphores of function__entry,
/// function__return and line, which the kernel counts up and down, and the event flag. Function entry, return and loop
/// back-edge test the four with a single compare against memory: `minipy_guard_word()` in Runtime, which is Swift, because
/// the compiler does not inline C functions into the functions that it makes for C function pointers, as handlers are.
union minipy_guards {
  struct {
    uint16_t function_entry, function_return, line;  // lanes 0 to 2 of FUSED_MARKER
    uint16_t events;
  };
  uint64_t word;
};
extern union minipy_guards minipy_guards MINIPY_HIDDEN;

// MARK: - The event flag

/// The pending events' bits: signals, calls to be made on the main thread, requests for the interpreter lock, tracing
/// from inside the process. Who owns which bit is decided by the interpreter.
MINIPY_ALWAYS_INLINE uint16_t minipy_events(void) {
  return __atomic_load_n(&minipy_guards.events, __ATOMIC_ACQUIRE);
}

/// Sets bits of the event flag; the next guard sees them. Safe in a signal handler and from any thread.
MINIPY_ALWAYS_INLINE void minipy_events_set(uint16_t bits) {
  __atomic_fetch_or(&minipy_guards.events, bits, __ATOMIC_RELEASE);
}

/// Clears bits of the event flag and returns the flag as it was before, so that an event is taken exactly once.
MINIPY_ALWAYS_INLINE uint16_t minipy_events_clear(uint16_t bits) {
  return __atomic_fetch_and(&minipy_guards.events, (uint16_t)~bits, __ATOMIC_ACQ_REL);
}

/// The bit that says: somebody inside the process listens to a marker of the guard word. Set and cleared by minipy_listener_….
#define MINIPY_EVENT_LISTENER 0x80

// MARK: - Switches

/// Who listens to a marker which is not in the guard word; 0: nobody.
union minipy_switch {
  struct {
    uint16_t semaphore;  // counted by the kernel, for tracers outside the process
    uint16_t listeners;  // counted by minipy_listener_…
  };
  uint32_t word;
};

// MARK: - One function and one test for each marker

#include "MarkerRows.h"

/// `void minipy_probe_<function>(parameters)`: fires: the site, and the sink if somebody inside the process listens.
/// `bool minipy_probe_<function>_enabled(void)`: does anybody listen? Of a fused marker it is asked behind the guard word only.
#ifdef MINIPY_NO_PROBES
#define RIDING_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define FUSED_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define MARKER(provider, name, function, ...)                                             \
  MINIPY_ALWAYS_INLINE bool minipy_probe_##function##_enabled(void) { return false; }     \
  MINIPY_ALWAYS_INLINE void minipy_probe_##function(MINIPY_PARAMETERS(__VA_ARGS__)) {}
#else
// In the guard word there is no room beside the semaphores: listeners have a word of their own.
#define RIDING_MARKER(...) FUSED_MARKER(__VA_ARGS__)
#define FUSED_MARKER(lane, provider, name, function, ...)                                 \
  extern uint16_t provider##_##name##_semaphore MINIPY_HIDDEN;                            \
  extern uint16_t minipy_listeners_##function MINIPY_HIDDEN;                              \
  MINIPY_ALWAYS_INLINE bool minipy_probe_##function##_enabled(void) {                     \
    return (*(const volatile uint16_t *)&provider##_##name##_semaphore                    \
            | *(const volatile uint16_t *)&minipy_listeners_##function) != 0;             \
  }                                                                                       \
  void minipy_probe_##function(MINIPY_PARAMETERS(__VA_ARGS__)) MINIPY_HIDDEN;
#define MARKER(provider, name, function, ...)                                             \
  extern union minipy_switch provider##_##name##_semaphore MINIPY_HIDDEN;                 \
  MINIPY_ALWAYS_INLINE bool minipy_probe_##function##_enabled(void) {                     \
    return *(const volatile uint32_t *)&provider##_##name##_semaphore.word != 0;          \
  }                                                                                       \
  void minipy_probe_##function(MINIPY_PARAMETERS(__VA_ARGS__)) MINIPY_HIDDEN;
#endif
#include "Markers.def"
#undef FUSED_MARKER
#undef RIDING_MARKER
#undef MARKER

/// `minipy_row_<function>`: the row of a marker in the list, counted from 0. One enumeration each: a module's header cannot be included
/// in the middle of one.
enum { minipy_rows_begin = __COUNTER__ + 1 };
#define RIDING_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define FUSED_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define MARKER(provider, name, function, ...) enum { minipy_row_##function = __COUNTER__ - minipy_rows_begin };
#include "Markers.def"
#undef FUSED_MARKER
#undef RIDING_MARKER
#undef MARKER

// MARK: - The list of all markers

/// A parameter of a marker: its C type and its name.
struct minipy_marker_parameter {
  const char *type, *name;
};

/// A marker as it stands in Markers.def.
struct minipy_marker {
  const char *provider, *name;
  const struct minipy_marker_parameter *parameters;
  size_t parameter_count;
  uint16_t *semaphore, *listeners;  // NULL in a build without markers
  bool is_guarded;                  // its semaphore is in the guard word
};

/// How many markers there are.
size_t minipy_marker_count(void);

/// The marker of that row, in the order of Markers.def; NULL past the last.
const struct minipy_marker *minipy_marker_at(size_t row);

/// Whether anybody listens to that marker now, from outside or inside.
bool minipy_marker_enabled(const struct minipy_marker *marker);

// MARK: - Listeners inside the process

/// What listens inside the process: called at each marker that has listeners, on the thread that fires, with the marker's row and its
/// arguments, each in 64 bits: an integer with its sign, a pointer as it is. Texts stay valid until it returns.
typedef void (*minipy_sink)(unsigned row, const uint64_t *arguments);

/// Registers the sink, of which there is one; NULL: none. To be done before the first listener is added.
void minipy_sink_set(minipy_sink function);

/// Counts one listener more, or one less, for the marker of that row. Safe from any thread and while markers fire; takes effect at the
/// next test. false: no such row, the count is at its end (65,535 or 0), or the build has no markers.
bool minipy_listener_add(size_t row);
bool minipy_listener_remove(size_t row);
