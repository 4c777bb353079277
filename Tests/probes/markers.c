// Fires every marker of Sources/CProbes which a tracer listens to, with arguments that are easy to recognise; with an argument
// it tests listeners inside the process and prints the list of markers, as `minipy --probes` does. It tests the marker library alone, without the interpreter.
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "CProbes.h"

static unsigned heard_row, heard;
static uint64_t heard_arguments[6];

static void hear(unsigned row, const uint64_t *arguments) {
  heard_row = row;
  heard++;
  size_t count = minipy_marker_at(row)->parameter_count;
  for (size_t i = 0; i < 6; i++) heard_arguments[i] = i < count ? arguments[i] : 0;
}

// A listener inside the process sees what fires while it listens, and leaves no trace.
static void test_listeners(void) {
  assert(!minipy_probe_line_enabled() && !minipy_probe_gc_done_enabled());
  assert(!minipy_listener_remove(minipy_row_line) && !minipy_listener_add(minipy_marker_count()));
  minipy_sink_set(hear);
  assert(minipy_listener_add(minipy_row_line) && minipy_listener_add(minipy_row_line));
  assert(minipy_events() == MINIPY_EVENT_LISTENER && minipy_probe_line_enabled());
  assert(!minipy_probe_function_entry_enabled() && !minipy_probe_gc_done_enabled());
  minipy_probe_line("file", "name", -2);
  assert(heard == 1 && heard_row == minipy_row_line && (int64_t)heard_arguments[2] == -2);
  assert(strcmp((const char *)heard_arguments[1], "name") == 0);
  assert(minipy_listener_remove(minipy_row_line) && minipy_probe_line_enabled());
  assert(minipy_listener_remove(minipy_row_line) && minipy_guards.word == 0);
  minipy_probe_line("file", "name", 3);
  assert(heard == 1);
  assert(minipy_listener_add(minipy_row_gc_done) && minipy_probe_gc_done_enabled() && minipy_guards.word == 0);
  minipy_probe_gc_done(-(1L << 40));
  assert(heard == 2 && heard_row == minipy_row_gc_done && (int64_t)heard_arguments[0] == -(1L << 40));
  for (int i = 1; i < UINT16_MAX; i++) assert(minipy_listener_add(minipy_row_gc_done));
  assert(!minipy_listener_add(minipy_row_gc_done));
  assert(*minipy_marker_at(minipy_row_gc_done)->semaphore == 0 || minipy_marker_enabled(minipy_marker_at(minipy_row_gc_done)));
  for (int i = 0; i < UINT16_MAX; i++) assert(minipy_listener_remove(minipy_row_gc_done));
  assert(!minipy_listener_remove(minipy_row_gc_done));
}

int main(int count, char **arguments) {
  (void)arguments;
  assert(minipy_events() == 0);
  if (count > 1) test_listeners();
  minipy_events_set(0x11);
  assert(minipy_guards.word != 0);
  assert(minipy_events_clear(0x10) == 0x11 && minipy_events() == 0x01);
  minipy_events_clear(0x01);
  assert(minipy_marker_at(minipy_marker_count()) == NULL);

  void *pointer = (void *)0x1234;
  if (minipy_probe_function_entry_enabled()) minipy_probe_function_entry("file", "name", 1, pointer, "qualname", "module");
  if (minipy_probe_line_enabled()) minipy_probe_line("file", "name", 2);
  if (minipy_probe_function_return_enabled()) minipy_probe_function_return("file", "name", -3, pointer, "qualname", "module");
  if (minipy_probe_gc_start_enabled()) minipy_probe_gc_start(2);
  if (minipy_probe_gc_done_enabled()) minipy_probe_gc_done(1L << 40);
  if (minipy_probe_import_find_load_start_enabled()) minipy_probe_import_find_load_start("a.b");
  if (minipy_probe_import_find_load_done_enabled()) minipy_probe_import_find_load_done("a.b", 1);
  if (minipy_probe_audit_enabled()) minipy_probe_audit("event", pointer);

  for (size_t row = 0; count > 1 && row < minipy_marker_count(); row++) {
    const struct minipy_marker *marker = minipy_marker_at(row);
    printf("%s:%s(", marker->provider, marker->name);
    for (size_t i = 0; i < marker->parameter_count; i++)
      printf("%s%s %s", i ? ", " : "", marker->parameters[i].type, marker->parameters[i].name);
    printf(") %s\n", minipy_marker_enabled(marker) ? "on" : "off");
  }
}
