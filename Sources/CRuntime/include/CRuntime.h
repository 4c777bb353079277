#pragma once
#include <stdint.h>
#include <stddef.h>
#include "CComplex.h"
#include "CNumbers.h"
#include "CharacterSets.h"
#include "Descriptors.h"
#include "ForkExec.h"
#include "TraceBuffer.h"

// The machine's state lies in .bss, so that its address is a constant: Swift reaches each field by one
// instruction, without the once-check and the extra load of a Swift global.
#define MINIPY_MACHINE_BYTES (256 * 1024)
extern _Alignas(64) uint8_t minipy_machine_storage[MINIPY_MACHINE_BYTES];
static inline __attribute__((always_inline)) void *minipy_machine(void) { return minipy_machine_storage; }

// Calls visit(context, low, high) with the range of the native stack between this frame and `base`, after
// spilling the callee-saved registers into it. glibc's setjmp mangles rbp, rsp and pc, so it cannot serve.
typedef void (*minipy_stack_visitor)(void *context, uintptr_t low, uintptr_t high);
void minipy_scan_native_stack(uintptr_t base, minipy_stack_visitor visit, void *context);

// The address one past the highest byte of the calling thread's native stack, and its lowest usable address.
void minipy_native_stack(uintptr_t *low, uintptr_t *high);

// The address of the caller's frame, to tell how much native stack is left.
static inline __attribute__((always_inline)) void *minipy_frame_address(void) { return __builtin_frame_address(0); }

// Clears the part of the native stack that the next calls will use, so that they leave no old words in it where they store nothing.
void minipy_clear_stack(void);

// The first place of needle in hay, the last place of a byte, the first place of a 32-bit unit; NULL: none.
void *minipy_memmem(const void *hay, size_t n, const void *needle, size_t m);
void *minipy_memrchr(const void *p, int c, size_t n);
const uint32_t *minipy_find_u32(const uint32_t *p, uint32_t c, size_t n);

// fork(2): Swift does not import it.
// Bytes of address space that the process has in use: what RLIMIT_AS counts.
long minipy_address_space(void);
/// All threads allocate from one arena of malloc.
void minipy_limit_arenas(void);
/// Bytes that malloc has handed out, and bytes that it holds.
size_t minipy_malloc_used(void);
size_t minipy_malloc_held(void);
int minipy_fork(void);

// Functions of glibc beyond POSIX, which Swift's import of Glibc leaves out: the same arguments and results.
int minipy_dup3(int from, int to, int flags);
int minipy_pipe2(int descriptors[2], int flags);
int minipy_openpty_master(void);
// Unlocks the other side of a pseudo-terminal and writes its name; -1 with errno set.
int minipy_openpty_slave(int master, char *name, size_t size);
long minipy_getrandom(void *buffer, size_t size, unsigned flags);
// Writes one byte, 0 or 1, for each of `count` processors.
int minipy_affinity(int pid, uint8_t *allowed, size_t count);
const char *minipy_error_name(int code);
long minipy_sendfile(int out, int in, long *offset, size_t count);
// Under its own name Swift sees only the structure.
struct statvfs;
int minipy_statvfs(const char *path, struct statvfs *result);

// The system's number of the calling thread.
int minipy_native_id(void);
