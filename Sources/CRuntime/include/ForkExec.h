#pragma once
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

// What minipy_fork_exec does in the child, in the order of the fields; -1 in a descriptor or id: nothing.
struct minipy_child {
  char *const *executables;   // tried one after the other, up to NULL
  char *const *arguments;
  char *const *environment;   // NULL: the parent's
  const char *folder;         // NULL: the parent's
  const int *kept;            // sorted descriptors that stay open (and become inheritable) when `closes_others`
  size_t kept_count;
  int closes_others;
  int stdin_read, stdin_write, stdout_read, stdout_write, stderr_read, stderr_write;
  int report_read, report_write;
  int restores_signals, starts_session, process_group;
  int sets_groups;
  const gid_t *groups;
  size_t group_count;
  int64_t gid, uid;
  int umask;
  // Called before exec; false: an exception was raised. NULL: none, and then vfork may serve.
  int (*before_exec)(void *context);
  void *context;
  void (*after_fork)(void *context);
  int may_vfork;
};

// Forks and execs; the child's number, or -1 with errno set. When the child cannot exec, it writes "class:errno in hexadecimal:message" to
// report_write and ends with status 255.
int minipy_fork_exec(const struct minipy_child *child);
