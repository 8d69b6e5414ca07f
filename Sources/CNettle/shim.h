#include <nettle/sha3.h>
#include <nettle/memxor.h>
