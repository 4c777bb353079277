#include "CProbes.h"

// The group is in `.probes` so that its lanes can be semaphores: the kernel writes them through the file offset in the note.
union minipy_guards minipy_guards __attribute__((section(".probes"), used, aligned(8)));
static minipy_sink sink;

#ifndef MINIPY_NO_PROBES

#define _SDT_HAS_SEMAPHORES 1
#define SDT_USE_VARIADIC 1
#define STAP_SDT_ARG_CONSTRAINT r  // an operand is a register, in a debug build too
#include <sys/sdt.h>

// MARK: - Switches

// A marker of its own has its own switch, whose first half is the semaphore; a fused one has a name for its lane of the group.
#define MARKER(provider, name, ...) union minipy_switch provider##_##name##_semaphore __attribute__((section(".probes"), used));
#define FUSED_MARKER(lane, provider, name, ...)                        \
  _Static_assert(lane >= 0 && lane < 3, "the group has three lanes");  \
  __asm__(".globl " #provider "_" #name "_semaphore\n"                 \
          ".hidden " #provider "_" #name "_semaphore\n"                \
          ".type " #provider "_" #name "_semaphore, @object\n"         \
          ".size " #provider "_" #name "_semaphore, 2\n"               \
          ".set " #provider "_" #name "_semaphore, minipy_guards + 2 * " #lane "\n"); \
  MINIPY_LISTENERS(__VA_ARGS__)
#define RIDING_MARKER(...) FUSED_MARKER(__VA_ARGS__)
#define MINIPY_LISTENERS(function, ...) uint16_t minipy_listeners_##function;
#include "Markers.def"
#undef FUSED_MARKER
#undef RIDING_MARKER
#undef MARKER

// MARK: - What the linker must keep

// Every note is relative to `_.stapsdt.base`, which no code refers to, so `--gc-sections` would drop it and readers would
// compute wrong addresses; a note whose site was dropped because nobody fires it yet does not even link. These references
// keep both as long as the guard group is kept.
#define MINIPY_KEEP(symbol)                      \
  __asm__(".pushsection .probes, \"aw\", @progbits\n" \
          ".balign 4\n"                          \
          ".long " symbol " - .\n"               \
          ".popsection\n");
MINIPY_KEEP("_.stapsdt.base")
#define RIDING_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define FUSED_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define MARKER(provider, name, function, ...) MINIPY_KEEP("minipy_probe_" #function)
#include "Markers.def"
#undef FUSED_MARKER
#undef RIDING_MARKER
#undef MARKER

// MARK: - Sites

// The site is a `nop` where no tracer has put a breakpoint, so it needs no test of its own.
#define RIDING_MARKER(...) FUSED_MARKER(__VA_ARGS__)
#define FUSED_MARKER(lane, provider, name, function, ...) MINIPY_SITE(minipy_listeners_##function, provider, name, function, __VA_ARGS__)
#define MARKER(provider, name, function, ...) MINIPY_SITE(provider##_##name##_semaphore.listeners, provider, name, function, __VA_ARGS__)
#define MINIPY_SITE(count, provider, name, function, ...)                                            \
  __attribute__((noinline, cold)) void minipy_probe_##function(MINIPY_PARAMETERS(__VA_ARGS__)) {     \
    MINIPY_FIRE(provider, name, MINIPY_NAMES(__VA_ARGS__));                                          \
    if (__atomic_load_n(&count, __ATOMIC_RELAXED) != 0) {                                            \
      const uint64_t arguments[] = {MINIPY_WIDENED(__VA_ARGS__)};                                    \
      deliver(minipy_row_##function, arguments);                                                     \
    }                                                                                                \
  }
#define MINIPY_FIRE(...) STAP_PROBEV(__VA_ARGS__)

static void deliver(unsigned row, const uint64_t *arguments) {
  minipy_sink current = __atomic_load_n(&sink, __ATOMIC_ACQUIRE);
  if (current != NULL) current(row, arguments);
}
#include "Markers.def"
#undef FUSED_MARKER
#undef RIDING_MARKER
#undef MARKER

#define RIDING_MARKER(...) FUSED_MARKER(__VA_ARGS__)
#define FUSED_MARKER(lane, provider, name, function, ...) \
  MINIPY_ROW(MINIPY_LANE(lane, function), provider, name, function, __VA_ARGS__)
#define MINIPY_LANE(lane, function) (uint16_t *)&minipy_guards + lane, &minipy_listeners_##function, true
#define MARKER(provider, name, ...) MINIPY_ROW(MINIPY_OWN(provider##_##name##_semaphore), provider, name, __VA_ARGS__)
#define MINIPY_OWN(its) &its.semaphore, &its.listeners, false
#else
#define RIDING_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define FUSED_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define MARKER(...) MINIPY_ROW(MINIPY_NOWHERE, __VA_ARGS__)
#define MINIPY_NOWHERE NULL, NULL, false
#endif

// MARK: - The list

#define MINIPY_ROW(counts, provider, name, function, ...) \
  static const struct minipy_marker_parameter function##_parameters[] = {MINIPY_DESCRIPTIONS(__VA_ARGS__)};
#include "Markers.def"
#undef MINIPY_ROW

static const struct minipy_marker markers[] = {
#define MINIPY_ROW(counts, provider, name, function, ...) \
  {#provider, #name, function##_parameters, MINIPY_COUNT(__VA_ARGS__), counts},
#include "Markers.def"
#undef MINIPY_ROW
};

size_t minipy_marker_count(void) { return sizeof markers / sizeof markers[0]; }

const struct minipy_marker *minipy_marker_at(size_t row) { return row < minipy_marker_count() ? &markers[row] : NULL; }

static uint16_t count_in(const uint16_t *counter) { return counter == NULL ? 0 : __atomic_load_n(counter, __ATOMIC_RELAXED); }

bool minipy_marker_enabled(const struct minipy_marker *marker) {
  return count_in(marker->semaphore) != 0 || count_in(marker->listeners) != 0;
}

// MARK: - Listeners inside the process

void minipy_sink_set(minipy_sink function) { __atomic_store_n(&sink, function, __ATOMIC_RELEASE); }

static bool has_guarded_listener(void) {
  for (size_t row = 0; row < minipy_marker_count(); row++)
    if (markers[row].is_guarded && count_in(markers[row].listeners) != 0) return true;
  return false;
}

bool minipy_listener_add(size_t row) {
  const struct minipy_marker *marker = minipy_marker_at(row);
  if (marker == NULL || marker->listeners == NULL) return false;
  uint16_t count = count_in(marker->listeners);
  do {
    if (count == UINT16_MAX) return false;
  } while (!__atomic_compare_exchange_n(marker->listeners, &count, count + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
  if (marker->is_guarded) minipy_events_set(MINIPY_EVENT_LISTENER);
  return true;
}

bool minipy_listener_remove(size_t row) {
  const struct minipy_marker *marker = minipy_marker_at(row);
  if (marker == NULL || marker->listeners == NULL) return false;
  uint16_t count = count_in(marker->listeners);
  do {
    if (count == 0) return false;
  } while (!__atomic_compare_exchange_n(marker->listeners, &count, count - 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
  if (marker->is_guarded && !has_guarded_listener()) {
    minipy_events_clear(MINIPY_EVENT_LISTENER);
    // Somebody may have come between the look and the clearing.
    if (has_guarded_listener()) minipy_events_set(MINIPY_EVENT_LISTENER);
  }
  return true;
}
