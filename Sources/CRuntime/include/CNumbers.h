#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdint.h>

// printf's `%.{precision}{code}` of a double in the "C" locale, whatever locale the program has set; code is e, E, f, F, g or G, '#' is added
// when `alternate`. glibc rounds the exact value, half to even, at any precision. Returns what snprintf returns.
int minipy_format_double(char *buffer, size_t size, char code, int alternate, int precision, double d);

// strtod in the "C" locale; *end is where it stopped.
double minipy_parse_double(const char *text, char **end);

/// 10^0 ... 10^38, each as its low and its high 64 bits.
extern const uint64_t minipy_powers_of_ten_table[78] __attribute__((visibility("hidden")));
static inline uint64_t minipy_power_of_ten_low(long k) { return minipy_powers_of_ten_table[2 * k]; }
static inline uint64_t minipy_power_of_ten_high(long k) { return minipy_powers_of_ten_table[2 * k + 1]; }
