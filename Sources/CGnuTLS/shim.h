#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs11.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>

// Here because a macro of the same name hides the function pointer from Swift.
static inline void sg_gnutls_free(void *pointer) { (gnutls_free)(pointer); }
