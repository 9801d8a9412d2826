// OpenSSL as Swift sees it. Macros do not cross into Swift: each one needed gets a one-line wrapper here.
#ifndef DRAFTROLL_COPENSSL_SHIM_H
#define DRAFTROLL_COPENSSL_SHIM_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>

#endif
