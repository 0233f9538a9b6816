// A table has each open semaphore, by its id. sem_open() returns the same address for it until sem_close() has been
// called as often. A new one of the same name, after sem_unlink(), has another id.
#include "interrupt/named_semaphore.h"

#include <posix/semaphore.h>

#include "interrupt/semaphore.h"
#include "nt/ipc/shared_file.h"
#include "signal/engine.h"

namespace psig {
namespace {

struct Open {
  sem_t *sem = nullptr;
  unsigned count = 0;
};
constexpr unsigned kMostOpen = 256; // SEM_NSEMS_MAX

constinit Lock<LockRank::kNamed> g_lock;
Open g_open[kMostOpen] PSIG_GUARDED_BY(g_lock);

// The name of its file, distinct from all others also where upper and lower case are the same.
constexpr unsigned kMostName = 200;
bool plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

// A slash at the beginning means nothing, as on Linux. EINVAL, ENAMETOOLONG.
Errno file_name(const char *name, wchar_t *out) {
  constexpr wchar_t kPrefix[] = L"sem-";
  unsigned at = 0;
  for (; kPrefix[at] != L'\0'; ++at) out[at] = kPrefix[at];
  while (*name == '/') ++name;
  if (*name == '\0') return EINVAL;
  for (; *name != '\0'; ++name) {
    if (*name == '/') return EINVAL;
    if (at + 4 > kMostName) return ENAMETOOLONG;
    const auto byte = static_cast<unsigned char>(*name);
    if (plain(*name)) {
      out[at++] = static_cast<wchar_t>(byte);
      continue;
    }
    out[at++] = L'%';
    out[at++] = L"0123456789abcdef"[byte / 16];
    out[at++] = L"0123456789abcdef"[byte % 16];
  }
  out[at] = L'\0';
  return 0;
}

// Of two mappings of the same one the first stays.
Errno enter(sem_t *mapped, sem_t **out) {
  const LockGuard guard(g_lock);
  Open *free = nullptr;
  for (Open &open : g_open) {
    if (open.sem != nullptr && open.sem->id == mapped->id) {
      ++open.count;
      *out = open.sem;
      return 0;
    }
    if (open.sem == nullptr && free == nullptr) free = &open;
  }
  if (free == nullptr) return EMFILE;
  *free = {mapped, 1};
  *out = mapped;
  return 0;
}

Errno open_existing(const wchar_t *file, sem_t **out) {
  void *view = nullptr;
  if (const Errno error = nt::shared_file_map(file, sizeof(sem_t), &view)) return error;
  auto *mapped = static_cast<sem_t *>(view);
  const Errno error = semaphore_is(mapped) && mapped->id != 0 ? enter(mapped, out) : EINVAL;
  if (error != 0 || *out != mapped) nt::shared_file_unmap(view);
  return error;
}

Errno make(const wchar_t *file, unsigned value) {
  sem_t fresh;
  semaphore_fill(&fresh, true, value);
  return nt::shared_file_make(file, &fresh, sizeof(fresh));
}

} // namespace

Errno semaphore_open(const char *name, unsigned flags, unsigned value, sem_t **out) {
  wchar_t file[kMostName + 1];
  if (const Errno error = file_name(name, file)) return error;
  if ((flags & kSemCreate) != 0 && value > SEM_VALUE_MAX) return EINVAL;
  const DeliveryGuard delivery;
  for (;;) { // others may make and unlink it meanwhile
    const bool exclusive = flags == (kSemCreate | kSemExclusive);
    Errno error = exclusive ? ENOENT : open_existing(file, out);
    if (error != ENOENT || (flags & kSemCreate) == 0) return error;
    error = make(file, value);
    if (error == 0) error = open_existing(file, out);
    else if (error == EEXIST && !exclusive) continue;
    if (error != ENOENT) return error;
  }
}

Errno semaphore_close(sem_t *sem) {
  const DeliveryGuard delivery;
  {
    const LockGuard guard(g_lock);
    Open *found = nullptr;
    for (Open &open : g_open)
      if (open.sem == sem) found = &open;
    if (found == nullptr || sem == nullptr) return EINVAL;
    if (--found->count != 0) return 0;
    found->sem = nullptr;
  }
  nt::shared_file_unmap(sem);
  return 0;
}

Errno semaphore_unlink(const char *name) {
  wchar_t file[kMostName + 1];
  if (const Errno error = file_name(name, file)) return error == EINVAL ? ENOENT : error; // as glibc
  const DeliveryGuard delivery;
  return nt::shared_file_unlink(file);
}

} // namespace psig
