/* For tests, by LD_PRELOAD: whoever loads SoftHSM's PKCS#11 module gets it with faults. The file that FAULTY_TOKEN
 * names holds the present fault, one word; it is read at each call, so that a fault comes and goes while a program runs.
 * An empty or missing file is none. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static CK_FUNCTION_LIST *real, faulty;

static int is(const char *fault) {
  char word[32] = "";
  const char *path = getenv("FAULTY_TOKEN");
  FILE *file = path ? fopen(path, "r") : NULL;
  if (!file) return 0;
  if (fscanf(file, "%31s", word) != 1) word[0] = 0;
  fclose(file);
  return strcmp(word, fault) == 0;
}

static CK_RV slot_list(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count) {
  if (!is("out")) return real->C_GetSlotList(present, list, count);
  *count = 0;
  return CKR_OK;
}

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
  if (is("out")) return CKR_TOKEN_NOT_PRESENT;
  CK_RV result = real->C_GetTokenInfo(slot, info);
  if (is("locked")) info->flags |= CKF_USER_PIN_LOCKED;
  if (is("final")) info->flags |= CKF_USER_PIN_FINAL_TRY;
  return result;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *data, CK_NOTIFY notify, CK_SESSION_HANDLE *session) {
  if (is("out")) return CKR_TOKEN_NOT_PRESENT;
  return real->C_OpenSession(slot, flags, data, notify, session);
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG length) {
  if (is("locks")) return CKR_PIN_LOCKED;
  return real->C_Login(session, user, pin, length);
}

static CK_RV generate(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *pub, CK_ULONG pubs,
                      CK_ATTRIBUTE *priv, CK_ULONG privs, CK_OBJECT_HANDLE *a, CK_OBJECT_HANDLE *b) {
  if (is("full")) return CKR_DEVICE_MEMORY;
  if (is("protected")) return CKR_TOKEN_WRITE_PROTECTED;
  if (is("small")) return CKR_KEY_SIZE_RANGE;
  if (is("pulled")) return CKR_DEVICE_REMOVED;
  return real->C_GenerateKeyPair(session, mechanism, pub, pubs, priv, privs, a, b);
}

static CK_RV mechanism_info(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info) {
  if (is("nopss") && type == CKM_RSA_PKCS_PSS) return CKR_MECHANISM_INVALID;
  return real->C_GetMechanismInfo(slot, type, info);
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
  if (is("nopss") && mechanism->mechanism == CKM_RSA_PKCS_PSS) return CKR_MECHANISM_INVALID;
  if (is("nosign")) return CKR_MECHANISM_INVALID;
  if (is("out")) return CKR_DEVICE_REMOVED;
  return real->C_SignInit(session, mechanism, key);
}

static CK_RV (*get_real)(CK_FUNCTION_LIST **);

static CK_RV function_list(CK_FUNCTION_LIST **list) {
  if (get_real(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  faulty = *real;
  faulty.C_GetFunctionList = function_list;
  faulty.C_GetSlotList = slot_list;
  faulty.C_GetTokenInfo = token_info;
  faulty.C_OpenSession = open_session;
  faulty.C_Login = login;
  faulty.C_GenerateKeyPair = generate;
  faulty.C_GetMechanismInfo = mechanism_info;
  faulty.C_SignInit = sign_init;
  *list = &faulty;
  return CKR_OK;
}

/* p11-kit asks each module for this one function. */
void *dlsym(void *library, const char *name) {
  static void *(*original)(void *, const char *);
  if (!original) original = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
  void *found = original(library, name);
  if (!found || strcmp(name, "C_GetFunctionList") != 0) return found;
  Dl_info info;
  if (!dladdr(found, &info) || !strstr(info.dli_fname, "softhsm")) return found;
  get_real = (CK_RV(*)(CK_FUNCTION_LIST **))found;
  return function_list;
}
