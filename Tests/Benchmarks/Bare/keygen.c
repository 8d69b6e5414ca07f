// Three RSA-4096 keys straight from GnuTLS, on two threads that take the next key when they are free: what
// `signet account create` cannot be faster than. Prints nothing; its wall time is the measure.
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int left = 3;

static void *make_keys(void *unused) {
  (void)unused;
  while (atomic_fetch_sub(&left, 1) > 0) {
    gnutls_privkey_t key;
    if (gnutls_privkey_init(&key) < 0 || gnutls_privkey_generate(key, GNUTLS_PK_RSA, 4096, 0) < 0) abort();
    gnutls_privkey_deinit(key);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, make_keys, NULL) != 0) abort();
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
