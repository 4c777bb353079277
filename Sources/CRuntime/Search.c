// Searches of glibc that its headers show to C programs with _GNU_SOURCE only.
#define _GNU_SOURCE
#include "CRuntime.h"
#include <string.h>
#include <wchar.h>

void *minipy_memmem(const void *hay, size_t n, const void *needle, size_t m) { return memmem(hay, n, needle, m); }
void *minipy_memrchr(const void *p, int c, size_t n) { return memrchr(p, c, n); }
const uint32_t *minipy_find_u32(const uint32_t *p, uint32_t c, size_t n) {
    return (const uint32_t *)wmemchr((const wchar_t *)p, (wchar_t)c, n);
}
