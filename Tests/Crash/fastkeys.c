// Preloaded beside faultshim.c where a test asks for it: key generation hands out the test keys of a folder, one after
// the other, and Argon2 works with little memory. A run then takes a fraction of a second, and what is tested is only
// where the bytes go. Archives written like this open under the same preload alone.
#define _GNU_SOURCE
#ifndef KEYS_ONLY
#include <argon2.h>
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// rsa4096-1.pem to rsa4096-24.pem: three times what an account takes, so that accounts that are made beside each other
// have each no key twice.
enum { KEYS = 24 };

// Counts across processes: each appends one byte to a file and sees where it ended. By bare system calls, so that the
// fault shim does not count them.
static long next_number(void) {
  const char *path = getenv("FASTKEYS_COUNTER");
  if (!path) abort();
  long descriptor = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0 || syscall(SYS_write, descriptor, "k", 1) != 1) abort();
  long end = syscall(SYS_lseek, descriptor, 0, SEEK_CUR);
  syscall(SYS_close, descriptor);
  return end - 1;
}

static int hand_out(gnutls_x509_privkey_t key) {
  const char *folder = getenv("FASTKEYS_FOLDER");
  if (!folder) abort();
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/rsa4096-%ld.pem", folder, next_number() % KEYS + 1);
  gnutls_datum_t pem;
  int result = gnutls_load_file(path, &pem);
  if (result < 0) return result;
  result = gnutls_x509_privkey_import(key, &pem, GNUTLS_X509_FMT_PEM);
  gnutls_free(pem.data);
  return result;
}

int gnutls_x509_privkey_generate2(gnutls_x509_privkey_t key, gnutls_pk_algorithm_t algorithm, unsigned bits,
                                  unsigned flags, const gnutls_keygen_data_st *data, unsigned count) {
  (void)algorithm, (void)bits, (void)flags, (void)data, (void)count;
  return hand_out(key);
}

int gnutls_x509_privkey_generate(gnutls_x509_privkey_t key, gnutls_pk_algorithm_t algorithm, unsigned bits,
                                 unsigned flags) {
  (void)algorithm, (void)bits, (void)flags;
  return hand_out(key);
}

int gnutls_privkey_generate2(gnutls_privkey_t key, gnutls_pk_algorithm_t algorithm, unsigned bits, unsigned flags,
                             const gnutls_keygen_data_st *data, unsigned count) {
  (void)algorithm, (void)bits, (void)flags, (void)data, (void)count;
  gnutls_x509_privkey_t made;
  int result = gnutls_x509_privkey_init(&made);
  if (result < 0) return result;
  result = hand_out(made);
  if (result >= 0) result = gnutls_privkey_import_x509(key, made, GNUTLS_PRIVKEY_IMPORT_COPY);
  gnutls_x509_privkey_deinit(made);
  return result;
}

int gnutls_privkey_generate(gnutls_privkey_t key, gnutls_pk_algorithm_t algorithm, unsigned bits, unsigned flags) {
  return gnutls_privkey_generate2(key, algorithm, bits, flags, NULL, 0);
}

// Left out where only the keys are wanted: what is written then opens anywhere.
#ifndef KEYS_ONLY
enum { CHEAP_PASSES = 1, CHEAP_KIBIBYTES = 8 };

int argon2i_hash_raw(const uint32_t passes, const uint32_t kibibytes, const uint32_t lanes, const void *password,
                     const size_t password_size, const void *salt, const size_t salt_size, void *hash,
                     const size_t hash_size) {
  (void)passes, (void)kibibytes;
  static __typeof__(&argon2i_hash_raw) real;
  if (!real) real = (__typeof__(&argon2i_hash_raw))dlsym(RTLD_NEXT, "argon2i_hash_raw");
  return real(CHEAP_PASSES, CHEAP_KIBIBYTES, lanes, password, password_size, salt, salt_size, hash, hash_size);
}

static int cheap(const char *name, argon2_context *context) {
  context->t_cost = CHEAP_PASSES;
  context->m_cost = CHEAP_KIBIBYTES;
  return ((int (*)(argon2_context *))dlsym(RTLD_NEXT, name))(context);
}

int argon2i_ctx(argon2_context *context) { return cheap("argon2i_ctx", context); }

int argon2_ctx(argon2_context *context, argon2_type type) {
  context->t_cost = CHEAP_PASSES;
  context->m_cost = CHEAP_KIBIBYTES;
  return ((int (*)(argon2_context *, argon2_type))dlsym(RTLD_NEXT, "argon2_ctx"))(context, type);
}
#endif
