// Loaded before libc: records every change that a process makes to the files below one directory, in
// the order in which they were made. It can also make the n-th change fail, or kill the process in it.
//
// WATCHED_DIRECTORY  absolute path; nothing else is recorded or failed
// WATCHED_LOG        changes are appended here; others may append marks of their own (disk-log.ts)
// WATCHED_FAULT      a file of four int32: what fails, from which change on, how many, changes seen
//
// One lock is held across each call and its record, so the log has the order of the disk. Changes made through
// mapped memory are not seen. SQLite makes such changes only to its -shm file, which it never trusts after a crash.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct record { uint32_t kind, process; int32_t descriptor; uint32_t length; int64_t number; };

enum { fault_none, fault_kill, fault_io, fault_full };
struct fault { int32_t what, from, count, seen; };

enum { descriptors = 4096 };

static const char *directory;
static size_t directory_length;
static int log_descriptor = -1;
static volatile struct fault *fault;
static ino_t watched[descriptors];
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

static int raw_open(const char *path, int flags, int mode) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

__attribute__((constructor)) static void start(void) {
  directory = getenv("WATCHED_DIRECTORY");
  if (directory == NULL) return;
  directory_length = strlen(directory);
  const char *path = getenv("WATCHED_LOG");
  if (path != NULL) {
    log_descriptor = raw_open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log_descriptor < 0) abort();
  }
  path = getenv("WATCHED_FAULT");
  if (path == NULL) return;
  int descriptor = raw_open(path, O_RDWR | O_CLOEXEC, 0);
  void *map = mmap(NULL, sizeof *fault, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (descriptor < 0 || map == MAP_FAILED) abort();
  syscall(SYS_close, descriptor);
  fault = map;
}

static int below(const char *path) {
  return directory != NULL && strncmp(path, directory, directory_length) == 0 &&
         (path[directory_length] == '/' || path[directory_length] == 0);
}

// libuv closes with a bare system call, which is not seen here, so the number may mean another file.
static int is_watched(int descriptor) {
  if (descriptor < 0 || descriptor >= descriptors || watched[descriptor] == 0) return 0;
  struct stat now;
  if (fstat(descriptor, &now) == 0 && now.st_ino == watched[descriptor]) return 1;
  watched[descriptor] = 0;
  return 0;
}

static void record(char kind, int descriptor, int64_t number, const void *bytes, size_t length) {
  if (log_descriptor < 0) return;
  struct record head = {kind, (uint32_t)getpid(), descriptor, (uint32_t)length, number};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)bytes, length}};
  long written = syscall(SYS_writev, log_descriptor, parts, 2);
  if (written != (long)(sizeof head + length)) abort();
}

// The result that this change should have: 0 as usual, an errno, or -1 to be killed in the middle of it.
static int ending(int needs_room) {
  if (fault == NULL || fault->what == fault_none) return 0;
  int nth = ++fault->seen;
  if (nth < fault->from || nth - fault->from >= fault->count) return 0;
  if (fault->what == fault_kill) return -1;
  if (fault->what == fault_io) return EIO;
  return needs_room ? ENOSPC : 0;
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

// The lock is not given back before a killed process is gone.
static int refused(int needs_room) {
  int how = ending(needs_room);
  if (how < 0) die();
  errno = how;
  return how != 0;
}

static ssize_t change_bytes(int descriptor, const void *bytes, size_t length, off_t offset) {
  pthread_mutex_lock(&order);
  ssize_t written = -1;
  int how = ending(1);
  if (how < 0) {
    syscall(SYS_pwrite64, descriptor, bytes, length / 2, offset);
    die();
  }
  if (how == 0) written = syscall(SYS_pwrite64, descriptor, bytes, length, offset);
  else errno = how;
  if (written > 0) record('W', descriptor, offset, bytes, (size_t)written);
  int kept = errno;
  pthread_mutex_unlock(&order);
  errno = kept;
  return written;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  if (is_watched(descriptor)) return change_bytes(descriptor, bytes, length, offset);
  return syscall(SYS_pwrite64, descriptor, bytes, length, offset);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return pwrite64(descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  if (!is_watched(descriptor)) return syscall(SYS_write, descriptor, bytes, length);
  off_t offset = lseek(descriptor, 0, SEEK_CUR);
  ssize_t written = change_bytes(descriptor, bytes, length, offset);
  if (written > 0) lseek(descriptor, offset + written, SEEK_SET);
  return written;
}

// A change without bytes is recorded when it has succeeded.
#define CHANGE(needs_room, call, kind, descriptor, number, bytes, length)           \
  pthread_mutex_lock(&order);                                                       \
  long result = refused(needs_room) ? -1 : (long)(call);                            \
  if (result >= 0) record(kind, descriptor, number, bytes, length);                 \
  int kept = errno;                                                                 \
  pthread_mutex_unlock(&order);                                                     \
  errno = kept;                                                                     \
  return (int)result

int fsync(int descriptor) {
  if (!is_watched(descriptor)) return (int)syscall(SYS_fsync, descriptor);
  CHANGE(0, syscall(SYS_fsync, descriptor), 'S', descriptor, 0, NULL, 0);
}
int fdatasync(int descriptor) {
  return fsync(descriptor);
}

int ftruncate64(int descriptor, off64_t size) {
  if (!is_watched(descriptor)) return (int)syscall(SYS_ftruncate, descriptor, size);
  CHANGE(0, syscall(SYS_ftruncate, descriptor, size), 'T', descriptor, size, NULL, 0);
}
int ftruncate(int descriptor, off_t size) {
  return ftruncate64(descriptor, size);
}

int unlink(const char *path) {
  if (!below(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  CHANGE(0, syscall(SYS_unlinkat, AT_FDCWD, path, 0), 'U', -1, 0, path, strlen(path));
}

int rename(const char *from, const char *to) {
  int here = below(from) || below(to);
  if (!here) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  char both[2 * PATH_MAX];
  size_t first = strlen(from) + 1, second = strlen(to);
  if (first + second > sizeof both) abort();
  memcpy(both, from, first);
  memcpy(both + first, to, second);
  CHANGE(0, syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0), 'R', -1, 0, both,
         first + second);
}

static int open_watched(const char *path, int flags, int mode) {
  if (!below(path)) return raw_open(path, flags, mode);
  pthread_mutex_lock(&order);
  int creates = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
  int descriptor = creates && refused(1) ? -1 : raw_open(path, flags, mode);
  if (descriptor >= descriptors) abort();
  if (descriptor >= 0) {
    struct stat opened;
    if (fstat(descriptor, &opened) != 0) abort();
    watched[descriptor] = opened.st_ino;
    record('O', descriptor, flags & O_TRUNC ? 1 : 0, path, strlen(path));
  }
  int kept = errno;
  pthread_mutex_unlock(&order);
  errno = kept;
  return descriptor;
}

// Only a call that creates has a mode.
#define MODE(flags)                                 \
  int mode = 0;                                     \
  if (flags & (O_CREAT | __O_TMPFILE)) {            \
    va_list rest;                                   \
    va_start(rest, flags);                          \
    mode = va_arg(rest, int);                       \
    va_end(rest);                                   \
  }

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return open_watched(path, flags | O_LARGEFILE, mode);
}
int open(const char *path, int flags, ...) {
  MODE(flags)
  return open_watched(path, flags, mode);
}

int close(int descriptor) {
  if (!is_watched(descriptor)) return (int)syscall(SYS_close, descriptor);
  pthread_mutex_lock(&order);
  watched[descriptor] = 0;
  record('C', descriptor, 0, NULL, 0);
  int result = (int)syscall(SYS_close, descriptor);
  pthread_mutex_unlock(&order);
  return result;
}
