// flock(2): of the handle behind a descriptor. [thread]
#include <posix/sys/file.h>

#include "nt/system/file.h"
#include "signal/api/descriptor.h"
#include "signal/api/result.h"

using namespace psig;

extern "C" int posix_flock(int fd, int operation) {
  const bool wait = (operation & LOCK_NB) == 0;
  const int wanted = operation & ~LOCK_NB;
  if (wanted != LOCK_SH && wanted != LOCK_EX && wanted != LOCK_UN) return api::result(EINVAL);
  void *file = api::handle_of(fd);
  if (file == nullptr) return api::result(EBADF);
  if (nt::handle_kind(file) != nt::HandleKind::kDisk) return api::result(EINVAL);
  if (wanted == LOCK_UN) return api::result(engine()->file_unlock(file));
  return api::result(api::cancellable([&] { return engine()->file_lock(file, wanted == LOCK_EX, wait); }));
}
