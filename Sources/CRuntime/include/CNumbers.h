#pragma once
#include <stddef.h>

// printf's `%.{precision}{code}` of a double in the "C" locale, whatever locale the program has set; code is e, E, f, F, g or G, '#' is added
// when `alternate`. glibc rounds the exact value, half to even, at any precision. Returns what snprintf returns.
int minipy_format_double(char *buffer, size_t size, char code, int alternate, int precision, double d);

// strtod in the "C" locale; *end is where it stopped.
double minipy_parse_double(const char *text, char **end);
