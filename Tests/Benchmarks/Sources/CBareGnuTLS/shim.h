#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

// Here because a macro of the same name hides the function pointer from Swift.
static inline void bare_free(void *pointer) { (gnutls_free)(pointer); }
