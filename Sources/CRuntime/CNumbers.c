#define _GNU_SOURCE
#include "CNumbers.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static locale_t c_locale(void) {
  static locale_t cached;
  if (!cached) cached = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  return cached;
}

int minipy_format_double(char *buffer, size_t size, char code, int alternate, int precision, double d) {
  char format[8] = {'%', 0};
  int i = 1;
  if (alternate) format[i++] = '#';
  format[i++] = '.';
  format[i++] = '*';
  format[i++] = code;
  format[i] = 0;
  locale_t before = uselocale(c_locale());
  int n = snprintf(buffer, size, format, precision, d);
  uselocale(before);
  return n;
}

double minipy_parse_double(const char *text, char **end) { return strtod_l(text, end, c_locale()); }
