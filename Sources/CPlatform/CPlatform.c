#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

extern char **environ;

int sg_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int sg_peer_credentials(int descriptor, pid_t *pid, uid_t *uid, gid_t *gid) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
  *pid = peer.pid;
  *uid = peer.uid;
  *gid = peer.gid;
  return 0;
}

int sg_try_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

uint64_t sg_lockable_memory(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return 0;
  return limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : (uint64_t)limit.rlim_cur;
}

size_t sg_socket_path_limit(void) { return sizeof(((struct sockaddr_un *)0)->sun_path) - 1; }

static int unix_address(const char *path, struct sockaddr_un *address) {
  size_t length = strlen(path);
  if (length == 0 || length > sg_socket_path_limit()) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length);
  return 0;
}

static int closing_on_error(int descriptor) {
  int saved = errno;
  close(descriptor);
  errno = saved;
  return -1;
}

int sg_unix_listen(const char *path, int backlog) {
  struct sockaddr_un address;
  if (unix_address(path, &address) != 0) return -1;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  // fchmod before bind gives the file its mode at birth, and unlike umask touches no other thread.
  if (fchmod(descriptor, S_IRUSR | S_IWUSR) != 0) return closing_on_error(descriptor);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return closing_on_error(descriptor);
  if (listen(descriptor, backlog) != 0) return closing_on_error(descriptor);
  return descriptor;
}

int sg_unix_connect(const char *path) {
  struct sockaddr_un address;
  if (unix_address(path, &address) != 0) return -1;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  int result;
  do {
    result = connect(descriptor, (struct sockaddr *)&address, sizeof address);
  } while (result != 0 && errno == EINTR);
  return result == 0 ? descriptor : closing_on_error(descriptor);
}

int sg_accept(int descriptor, int timeout_ms) {
  struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
  int ready;
  do {
    ready = poll(&waiting, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) return -1;
  if (ready == 0) {
    errno = ETIMEDOUT;
    return -1;
  }
  int accepted;
  do {
    accepted = accept4(descriptor, NULL, NULL, SOCK_CLOEXEC);
  } while (accepted < 0 && errno == EINTR);
  return accepted;
}

int sg_socket_pair(int descriptors[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors); }

int sg_spawn(pid_t *pid, const char *executable, char *const arguments[], char *const environment[],
             const int sources[], const int targets[], int count, int new_session) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int result = posix_spawn_file_actions_init(&actions);
  if (result != 0) return result;
  result = posix_spawnattr_init(&attributes);
  if (result != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return result;
  }
  // A child starts with no signal blocked or ignored, whatever the parent's threads had set.
  sigset_t none, defaults;
  sigemptyset(&none);
  sigfillset(&defaults);
  sigdelset(&defaults, SIGKILL);
  sigdelset(&defaults, SIGSTOP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  if (new_session) flags |= POSIX_SPAWN_SETSID;
  result = posix_spawnattr_setflags(&attributes, flags);
  int above = 2;
  for (int i = 0; result == 0 && i < count; i++) {
    result = posix_spawn_file_actions_adddup2(&actions, sources[i], targets[i]);
    if (targets[i] > above) above = targets[i];
  }
  // Libraries open descriptors without close-on-exec (swift-nio's accepted sockets): the child gets none of them.
  if (result == 0) result = posix_spawn_file_actions_addclosefrom_np(&actions, above + 1);
  if (result == 0)
    result = posix_spawn(pid, executable, &actions, &attributes, arguments, environment ? environment : environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return result;
}
