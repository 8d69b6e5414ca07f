// Calls that Swift's Glibc module hides: behind _GNU_SOURCE, variadic, or a struct of the same name.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// prctl(PR_SET_DUMPABLE, 0): no core, no ptrace by the same user. 0, or -1 with errno.
int sg_set_undumpable(void);

/// getsockopt(SO_PEERCRED). 0, or -1 with errno.
int sg_peer_credentials(int descriptor, pid_t *pid, uid_t *uid, gid_t *gid);

/// flock(LOCK_EX | LOCK_NB). 0, or -1 with errno (EWOULDBLOCK: somebody holds it).
int sg_try_lock(int descriptor);

/// Soft limit of lockable memory in bytes; UINT64_MAX when there is none.
uint64_t sg_lockable_memory(void);

/// socket + bind (mode 0600 from the first moment) + listen on `path`. A descriptor, or -1 with errno.
int sg_unix_listen(const char *path, int backlog);

/// socket + connect to `path`. A descriptor, or -1 with errno.
int sg_unix_connect(const char *path);

/// accept4(SOCK_CLOEXEC), waiting at most `timeout_ms` (-1: for ever). A descriptor, or -1 with errno (ETIMEDOUT).
int sg_accept(int descriptor, int timeout_ms);

/// A connected SOCK_STREAM pair, both ends CLOEXEC. 0, or -1 with errno.
int sg_socket_pair(int descriptors[2]);

/// The longest socket path that fits `sun_path`, in bytes, without the final NUL.
size_t sg_socket_path_limit(void);

/// posix_spawn with `count` descriptors moved to the numbers in `targets`; none above them and 2 is inherited.
/// `new_session` 1: setsid first. `environment` NULL: ours. 0, or an errno.
int sg_spawn(pid_t *pid, const char *executable, char *const arguments[], char *const environment[],
             const int sources[], const int targets[], int count, int new_session);
