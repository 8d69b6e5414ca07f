// Preloaded into signet, signetd and its workers: makes the n-th call that changes files below one folder fail, fall
// short, or be the last that the process ever makes. The count is shared by all processes through a mapped file, so
// that "the n-th" means the same whoever makes the call. See fault.py, which writes the control file.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FAIL = 0, SHORT = 1, KILL_SELF = 2, KILL_ALL = 3, KILL_SELF_AFTER = 4, KILL_ALL_AFTER = 5 };
enum { MAKING, WRITING, SETTLING, REMOVING };  // kinds of calls; the first two need room on the disk
enum { MOST_PROCESSES = 64 };

// The same order and sizes as `CONTROL` in fault.py.
struct control {
  _Atomic uint32_t count;      // calls seen while armed
  _Atomic uint32_t armed;      // 0: everything passes uncounted
  uint32_t at;                 // which call is hit; 0: none
  uint32_t action;             // see above
  int32_t error;               // errno of FAIL
  uint32_t sticky;             // 1: all later calls fail as well, as on a disk that stays full
  _Atomic uint32_t hit;        // 1 once it happened
  _Atomic uint32_t processes;  // entries of `ids`
  int32_t ids[MOST_PROCESSES]; // every process that has the shim, for KILL_ALL
  char folder[512];            // without a final slash
  char what[512];              // the call that was hit
  char trace[512];             // a file that gets a line for each call that is counted; empty: none
};

static struct control *shared;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULTSHIM_CONTROL");
  if (!path) return;
  int descriptor = open(path, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) abort();  // a test without its faults would pass for the wrong reason
  void *mapped = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (mapped == MAP_FAILED) abort();
  shared = mapped;
  // Only daemon and workers are killed: the command line must live to tell the exit status.
  if (strcmp(program_invocation_short_name, "signetd") != 0) return;
  uint32_t slot = atomic_fetch_add(&shared->processes, 1);
  if (slot < MOST_PROCESSES) shared->ids[slot] = getpid();
}

static int is_below(const char *path) {
  size_t length = strlen(shared->folder);
  if (strncmp(path, shared->folder, length) != 0 || (path[length] != '/' && path[length] != 0)) return 0;
  // The log is no state, and how much is logged when must not move the count.
  size_t whole = strlen(path);
  return !(whole > 4 && strcmp(path + whole - 4, ".log") == 0);
}

// The path behind a descriptor, or with `name` behind a name relative to it. False where there is none.
static int resolve(int descriptor, const char *name, char out[PATH_MAX]) {
  if (name && name[0] == '/') return snprintf(out, PATH_MAX, "%s", name) < PATH_MAX;
  char link[64], base[PATH_MAX];
  if (descriptor == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
  else snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, base, sizeof base - 1);
  if (length <= 0) return 0;
  base[length] = 0;
  return snprintf(out, PATH_MAX, name ? "%s/%s" : "%s", base, name) < PATH_MAX;
}

static void kill_everything(int all) {
  if (all) {
    uint32_t known = atomic_load(&shared->processes);
    for (uint32_t i = 0; i < known && i < MOST_PROCESSES; i++)
      if (shared->ids[i] != getpid()) kill(shared->ids[i], SIGKILL);
  }
  kill(getpid(), SIGKILL);
}

// By bare system calls: what is noted here is none of the calls that are counted.
static void note(uint32_t number, const char *name, const char *path) {
  char line[PATH_MAX + 64];
  int length = snprintf(line, sizeof line, "%u %s %s\n", number, name, path);
  long descriptor = syscall(SYS_openat, AT_FDCWD, shared->trace, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0 || syscall(SYS_write, descriptor, line, length) != length) abort();
  syscall(SYS_close, descriptor);
}

// What is to become of a call: 0 it passes; 1 it fails, errno is set; 2 it falls short; 3 it passes and then all ends.
static int verdict(const char *name, int descriptor, const char *path, int kind) {
  if (!shared || !atomic_load(&shared->armed)) return 0;
  int saved = errno;
  char resolved[PATH_MAX];
  int counted = resolve(descriptor, path, resolved) && is_below(resolved);
  errno = saved;
  if (!counted || (shared->action == SHORT && kind != WRITING)) return 0;
  // A full disk never keeps a name from being removed; but dying around a removal is an instant like any other.
  if (kind == REMOVING && shared->action < KILL_SELF) return 0;
  uint32_t number = atomic_fetch_add(&shared->count, 1) + 1;
  if (shared->trace[0]) note(number, name, resolved);
  if (shared->at == 0 || number < shared->at) return 0;
  if (number > shared->at) {
    // Data that were taken have their room, and a name takes the place of another in the one that is there.
    if (!shared->sticky || kind == SETTLING || kind == REMOVING) return 0;
    errno = shared->error;
    return 1;
  }
  snprintf(shared->what, sizeof shared->what, "%s %.400s", name, resolved);
  atomic_store(&shared->hit, 1);
  switch (shared->action) {
    case SHORT: return 2;
    case KILL_SELF: case KILL_ALL: kill_everything(shared->action == KILL_ALL); return 0;
    case KILL_SELF_AFTER: case KILL_ALL_AFTER: return 3;
    default: errno = shared->error; return 1;
  }
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

// A call that is hit afterwards: it is done, and nobody lives to see it.
#define FINISH(decided, result) \
  do { \
    __typeof__(result) done = (result); \
    if ((decided) == 3) kill_everything(shared->action == KILL_ALL_AFTER); \
    return done; \
  } while (0)

#define GUARDED(name, kind, descriptor, path, call) \
  REAL(name); \
  int decided = verdict(#name, descriptor, path, kind); \
  if (decided == 1) return -1; \
  FINISH(decided, call)

#define GUARDED_WRITE(name, descriptor, size, call, short_call) \
  REAL(name); \
  int decided = verdict(#name, descriptor, NULL, WRITING); \
  if (decided == 1) return -1; \
  if (decided == 2 && (size) > 1) return short_call; \
  FINISH(decided, call)

ssize_t write(int fd, const void *data, size_t size) {
  GUARDED_WRITE(write, fd, size, real(fd, data, size), real(fd, data, size / 2));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  GUARDED_WRITE(pwrite, fd, size, real(fd, data, size, at), real(fd, data, size / 2, at));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  GUARDED_WRITE(pwrite64, fd, size, real(fd, data, size, at), real(fd, data, size / 2, at));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  size_t first = count > 0 ? parts[0].iov_len : 0;
  GUARDED_WRITE(writev, fd, first, real(fd, parts, count), syscall(SYS_write, fd, parts[0].iov_base, first / 2));
}

int fsync(int fd) { GUARDED(fsync, SETTLING, fd, NULL, real(fd)); }
int fdatasync(int fd) { GUARDED(fdatasync, SETTLING, fd, NULL, real(fd)); }
int ftruncate(int fd, off_t size) { GUARDED(ftruncate, MAKING, fd, NULL, real(fd, size)); }
int ftruncate64(int fd, off64_t size) { GUARDED(ftruncate64, MAKING, fd, NULL, real(fd, size)); }
int mkdir(const char *path, mode_t mode) { GUARDED(mkdir, MAKING, AT_FDCWD, path, real(path, mode)); }
int rename(const char *old, const char *new) { GUARDED(rename, SETTLING, AT_FDCWD, new, real(old, new)); }
int link(const char *old, const char *new) { GUARDED(link, MAKING, AT_FDCWD, new, real(old, new)); }

int renameat(int from, const char *old, int to, const char *new) {
  GUARDED(renameat, SETTLING, to, new, real(from, old, to, new));
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
  GUARDED(renameat2, SETTLING, to, new, real(from, old, to, new, flags));
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
  GUARDED(linkat, MAKING, to, new, real(from, old, to, new, flags));
}

int unlink(const char *path) { GUARDED(unlink, REMOVING, AT_FDCWD, path, real(path)); }
int rmdir(const char *path) { GUARDED(rmdir, REMOVING, AT_FDCWD, path, real(path)); }

int unlinkat(int directory, const char *path, int flags) {
  GUARDED(unlinkat, REMOVING, directory, path, real(directory, path, flags));
}

// Only opening that makes a file can find the disk full.
#define OPENING(name, directory, path, flags, call) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  } \
  REAL(name); \
  int decided = (flags) & O_CREAT ? verdict(#name, directory, path, MAKING) : 0; \
  if (decided == 1) return -1; \
  FINISH(decided, call)

int open(const char *path, int flags, ...) { OPENING(open, AT_FDCWD, path, flags, real(path, flags, mode)); }
int open64(const char *path, int flags, ...) { OPENING(open64, AT_FDCWD, path, flags, real(path, flags, mode)); }

int openat(int directory, const char *path, int flags, ...) {
  OPENING(openat, directory, path, flags, real(directory, path, flags, mode));
}

int openat64(int directory, const char *path, int flags, ...) {
  OPENING(openat64, directory, path, flags, real(directory, path, flags, mode));
}
