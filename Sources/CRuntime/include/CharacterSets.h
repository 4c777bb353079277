#pragma once
#include <iconv.h>
#include <stddef.h>
#include <stdint.h>

/// A conversion by the C library, or NULL when it does not know one of the names.
static inline void *minipy_iconv_open(const char *to, const char *from) {
  iconv_t d = iconv_open(to, from);
  return d == (iconv_t)-1 ? NULL : (void *)d;
}

/// Converts all n bytes from the initial state, and what the conversion keeps back. The number of bytes written; -1: they cannot be
/// converted, or not into this much room.
static inline int64_t minipy_iconv(void *descriptor, const uint8_t *in, size_t n, uint8_t *out, size_t room) {
  iconv_t d = (iconv_t)descriptor;
  char *from = (char *)in, *to = (char *)out;
  size_t left = room;
  iconv(d, NULL, NULL, NULL, NULL);
  if (iconv(d, &from, &n, &to, &left) == (size_t)-1 || n != 0) return -1;
  if (iconv(d, NULL, NULL, &to, &left) == (size_t)-1) return -1;
  return (int64_t)(room - left);
}
