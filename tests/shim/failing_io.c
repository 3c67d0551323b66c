// Has the n-th write, change of length or sync of a file below a folder fail, and all after it if that is told. For
// LD_PRELOAD.
//
// FAIL_BELOW: the folder. FAIL_AT: the number of the first that fails. FAIL_WITH: the number of the error. FAIL_ON: whether
// all after it fail too.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static int is_below(int file) {
  const char *folder = getenv("FAIL_BELOW");
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (!folder || length < 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int fails(int file) {
  const char *at = getenv("FAIL_AT");
  if (!at || !is_below(file)) return 0;
  long number = atomic_fetch_add(&calls, 1) + 1, first = atol(at);
  int failing = getenv("FAIL_ON") ? number >= first : number == first;
  if (failing) errno = atoi(getenv("FAIL_WITH"));
  return failing;
}

#define REAL(result, name, types, ...)                                         \
  static result (*real) types;                                                 \
  if (!real) real = (result (*) types)dlsym(RTLD_NEXT, #name);                 \
  if (fails(file)) return -1;                                                  \
  return real(__VA_ARGS__);

ssize_t write(int file, const void *bytes, size_t count) { REAL(ssize_t, write, (int, const void *, size_t), file, bytes, count) }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { REAL(ssize_t, pwrite, (int, const void *, size_t, off_t), file, bytes, count, at) }
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) { REAL(ssize_t, pwrite64, (int, const void *, size_t, off64_t), file, bytes, count, at) }
ssize_t writev(int file, const struct iovec *parts, int count) { REAL(ssize_t, writev, (int, const struct iovec *, int), file, parts, count) }
int ftruncate(int file, off_t length) { REAL(int, ftruncate, (int, off_t), file, length) }
int ftruncate64(int file, off64_t length) { REAL(int, ftruncate64, (int, off64_t), file, length) }
int fsync(int file) { REAL(int, fsync, (int), file) }
int fdatasync(int file) { REAL(int, fdatasync, (int), file) }
