// zlib as Swift sees it. Its init functions are macros: each gets a one-line wrapper here.
#ifndef DRAFTROLL_CZLIB_SHIM_H
#define DRAFTROLL_CZLIB_SHIM_H

#include <zlib.h>

static inline int draftroll_deflateInit2(z_streamp stream, int level, int windowBits, int memLevel) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, memLevel, Z_DEFAULT_STRATEGY);
}

static inline int draftroll_inflateInit2(z_streamp stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

#endif
