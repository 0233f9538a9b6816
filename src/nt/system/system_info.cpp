// GetSystemInfo. [any]
#include "nt/system/system_info.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

SYSTEM_INFO system_info() {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  return info;
}

} // namespace

long page_size() { return static_cast<long>(system_info().dwPageSize); }
long processors() { return static_cast<long>(system_info().dwNumberOfProcessors); }

} // namespace psig::nt
