// Fires every marker of Sources/CProbes which a tracer listens to, with arguments that are easy to recognise; with an argument
// it prints the list of markers instead, as `minipy --probes` does. It tests the marker library alone, without the interpreter.
#include <assert.h>
#include <stdio.h>

#include "CProbes.h"

int main(int count, char **arguments) {
  (void)arguments;
  assert(minipy_events() == 0);
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
