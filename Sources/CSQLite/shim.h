// SQLite as Swift sees it. Its destructor constants are casts, which do not cross into Swift.
#ifndef DRAFTROLL_CSQLITE_SHIM_H
#define DRAFTROLL_CSQLITE_SHIM_H

#include <sqlite3.h>

// The bytes are copied by SQLite at once: they need to live only for the call.
static inline int draftroll_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int count) {
    return sqlite3_bind_text(statement, index, bytes, count, SQLITE_TRANSIENT);
}

static inline int draftroll_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

#endif
