// Win32 error codes to errno: the one table.
#pragma once

#include "base/errno_result.h"

namespace psig::nt {

[[nodiscard]] Errno errno_from_win32(unsigned long error); // EINVAL for one that the table does not know
[[nodiscard]] Errno last_errno();                          // of the calling thread's last error; never 0

} // namespace psig::nt
