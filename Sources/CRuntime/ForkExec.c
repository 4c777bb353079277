// Fork and exec for the module _posixsubprocess. Between the two the child may use only functions that are safe in a signal handler, which
// Swift cannot promise; so this is C.
#define _GNU_SOURCE
#include "ForkExec.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int set_inheritable(int fd) {
  int flags = fcntl(fd, F_GETFD);
  return flags < 0 ? -1 : fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

// Closes all descriptors above 2 that are not kept.
static void close_others(const int *kept, size_t count) {
  unsigned low = 3;
  for (size_t i = 0; i < count; i++) {
    if (kept[i] < (int)low) continue;
    if ((unsigned)kept[i] > low) syscall(SYS_close_range, low, (unsigned)kept[i] - 1, 0);
    low = (unsigned)kept[i] + 1;
  }
  if (syscall(SYS_close_range, low, ~0u, 0) == 0 || errno != ENOSYS) return;
  long end = sysconf(_SC_OPEN_MAX);
  for (long fd = 3; fd < (end < 0 ? 1024 : end); fd++) {
    int keep = 0;
    for (size_t i = 0; i < count; i++) keep |= kept[i] == fd;
    if (!keep) close((int)fd);
  }
}

static void report(int fd, const char *kind, int code, const char *message) {
  char text[96];
  size_t n = strlen(kind);
  memcpy(text, kind, n);
  text[n++] = ':';
  if (code != 0) {
    char digits[16];
    int k = 0;
    for (unsigned v = (unsigned)code; v != 0; v >>= 4) digits[k++] = "0123456789abcdef"[v & 15];
    while (k > 0) text[n++] = digits[--k];
  } else {
    text[n++] = '0';
  }
  text[n++] = ':';
  size_t m = strlen(message);
  memcpy(text + n, message, m);
  while (write(fd, text, n + m) < 0 && errno == EINTR) {}
}

// Puts `from` at `to`, inheritable. A descriptor that is there already only becomes inheritable.
static int place(int from, int to) {
  if (from == to) return set_inheritable(to);
  return from == -1 ? 0 : dup2(from, to) < 0 ? -1 : 0;
}

static void run_child(const struct minipy_child *c, const sigset_t *mask) {
  const char *message = "";
  int out = c->stdout_write, err = c->stderr_write, code;
  if (c->closes_others)
    for (size_t i = 0; i < c->kept_count; i++)
      if (c->kept[i] != c->report_write && set_inheritable(c->kept[i]) < 0) goto failed;
  if (c->stdin_write != -1 && close(c->stdin_write) < 0) goto failed;
  if (c->stdout_read != -1 && close(c->stdout_read) < 0) goto failed;
  if (c->stderr_read != -1 && close(c->stderr_read) < 0) goto failed;
  if (close(c->report_read) < 0) goto failed;
  // A target below its own number would be overwritten by a dup2 that comes before it.
  if (out == 0 && (out = dup(out)) < 0) goto failed;
  while (err == 0 || err == 1)
    if ((err = dup(err)) < 0) goto failed;
  if (place(c->stdin_read, 0) < 0 || place(out, 1) < 0 || place(err, 2) < 0) goto failed;
  if (c->folder && chdir(c->folder) < 0) {
    message = "noexec";
    goto failed;
  }
  if (c->umask >= 0) umask((mode_t)c->umask);
  if (c->restores_signals) {
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
  }
  if (mask) {
    // Handlers of the parent may not run in the memory that a vfork shares: they go before signals come again.
    for (int n = 1; n < 65; n++) {
      struct sigaction action;
      if (sigaction(n, NULL, &action) == 0 && action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN) {
        action.sa_handler = SIG_DFL;
        action.sa_flags = 0;
        sigaction(n, &action, NULL);
      }
    }
    sigprocmask(SIG_SETMASK, mask, NULL);
  }
  if (c->starts_session) setsid();
  if (c->process_group >= 0 && setpgid(0, c->process_group) < 0) goto failed;
  if (c->sets_groups && setgroups(c->group_count, c->groups) < 0) goto failed;
  if (c->gid >= 0 && syscall(SYS_setregid, (gid_t)c->gid, (gid_t)c->gid) < 0) goto failed;
  if (c->uid >= 0 && syscall(SYS_setreuid, (uid_t)c->uid, (uid_t)c->uid) < 0) goto failed;
  if (c->before_exec && !c->before_exec(c->context)) {
    report(c->report_write, "SubprocessError", 0, "Exception occurred in preexec_fn.");
    _exit(255);
  }
  if (c->closes_others) close_others(c->kept, c->kept_count);
  code = 0;
  for (char *const *p = c->executables; *p; p++) {
    if (c->environment) execve(*p, c->arguments, c->environment); else execv(*p, c->arguments);
    if (errno != ENOENT && errno != ENOTDIR && code == 0) code = errno;
  }
  if (code != 0) errno = code;
failed:
  code = errno;
  report(c->report_write, "OSError", code, message);
  _exit(255);
}

int minipy_fork_exec(const struct minipy_child *child) {
  if (!child->may_vfork || child->before_exec || child->sets_groups || child->gid >= 0 || child->uid >= 0) {
    int pid = fork();
    if (pid == 0) {
      if (child->after_fork) child->after_fork(child->context);
      run_child(child, NULL);
    }
    return pid;
  }
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int pid = vfork();
  if (pid == 0) run_child(child, &before);
  int code = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = code;
  return pid;
}
