#include "CProbes.h"

// The group is in `.probes` so that its lanes can be semaphores: the kernel writes them through the file offset in the note.
union minipy_guards minipy_guards __attribute__((section(".probes"), used, aligned(8)));

#ifndef MINIPY_NO_PROBES

#define _SDT_HAS_SEMAPHORES 1
#define SDT_USE_VARIADIC 1
#define STAP_SDT_ARG_CONSTRAINT r  // an operand is a register, in a debug build too
#include <sys/sdt.h>

// MARK: - Semaphores

// A marker of its own has its own 16 bits; a fused one has a name for its lane of the group.
#define MARKER(provider, name, ...) uint16_t provider##_##name##_semaphore __attribute__((section(".probes"), used));
#define FUSED_MARKER(lane, provider, name, ...)                        \
  _Static_assert(lane >= 0 && lane < 3, "the group has three lanes");  \
  __asm__(".globl " #provider "_" #name "_semaphore\n"                 \
          ".hidden " #provider "_" #name "_semaphore\n"                \
          ".type " #provider "_" #name "_semaphore, @object\n"         \
          ".size " #provider "_" #name "_semaphore, 2\n"               \
          ".set " #provider "_" #name "_semaphore, minipy_guards + 2 * " #lane "\n");
#include "Markers.def"
#undef FUSED_MARKER
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
#define FUSED_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define MARKER(provider, name, function, ...) MINIPY_KEEP("minipy_probe_" #function)
#include "Markers.def"
#undef MARKER

// MARK: - Sites

#define MARKER(provider, name, function, ...)                                                                  \
  __attribute__((noinline, cold)) void minipy_probe_##function(MINIPY_PARAMETERS(__VA_ARGS__)) {               \
    MINIPY_FIRE(provider, name, MINIPY_NAMES(__VA_ARGS__));                                                    \
  }
#define MINIPY_FIRE(...) STAP_PROBEV(__VA_ARGS__)
#include "Markers.def"
#undef MARKER

#define MINIPY_SEMAPHORE(provider, name) &provider##_##name##_semaphore
#else
#define FUSED_MARKER(lane, ...) MARKER(__VA_ARGS__)
#define MINIPY_SEMAPHORE(provider, name) NULL
#endif

// MARK: - The list

#define MARKER(provider, name, function, ...) \
  static const struct minipy_marker_parameter function##_parameters[] = {MINIPY_DESCRIPTIONS(__VA_ARGS__)};
#include "Markers.def"
#undef MARKER

static const struct minipy_marker markers[] = {
#define MARKER(provider, name, function, ...) \
  {#provider, #name, function##_parameters, MINIPY_COUNT(__VA_ARGS__), MINIPY_SEMAPHORE(provider, name)},
#include "Markers.def"
#undef MARKER
};

size_t minipy_marker_count(void) { return sizeof markers / sizeof markers[0]; }

const struct minipy_marker *minipy_marker_at(size_t index) {
  return index < minipy_marker_count() ? &markers[index] : NULL;
}

bool minipy_marker_enabled(const struct minipy_marker *marker) {
  return marker->semaphore != NULL && __atomic_load_n(marker->semaphore, __ATOMIC_RELAXED) != 0;
}
