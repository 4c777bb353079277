#define _GNU_SOURCE
#include "CRuntime.h"
#include <pthread.h>

_Alignas(64) uint8_t minipy_machine_storage[MINIPY_MACHINE_BYTES];

__attribute__((noinline)) void minipy_scan_native_stack(uintptr_t base, minipy_stack_visitor visit, void *context) {
  volatile uintptr_t saved[12];
#if defined(__x86_64__)
  __asm__ volatile("movq %%rbx, 0(%0)\n\tmovq %%rbp, 8(%0)\n\tmovq %%r12, 16(%0)\n\tmovq %%r13, 24(%0)\n\t"
                   "movq %%r14, 32(%0)\n\tmovq %%r15, 40(%0)" : : "r"(saved) : "memory");
#elif defined(__aarch64__)
  __asm__ volatile("stp x19, x20, [%0]\n\tstp x21, x22, [%0, #16]\n\tstp x23, x24, [%0, #32]\n\t"
                   "stp x25, x26, [%0, #48]\n\tstp x27, x28, [%0, #64]\n\tstr x29, [%0, #80]" : : "r"(saved) : "memory");
#else
#error "spill the callee-saved registers of this architecture"
#endif
  visit(context, (uintptr_t)saved, base);
}

void minipy_native_stack(uintptr_t *low, uintptr_t *high) {
  pthread_attr_t attributes;
  void *address = 0;
  size_t size = 0;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &address, &size);
  pthread_attr_destroy(&attributes);
  *low = (uintptr_t)address;
  *high = (uintptr_t)address + size;
}
