// Turns Win32 error codes into errno values: the only place that does.
#pragma once

#include "base/errno_result.h"

namespace psig::nt {

[[nodiscard]] Errno errno_from_win32(unsigned long error); // EINVAL for one that the table does not know
[[nodiscard]] Errno errno_by_name(unsigned long error);    // of a file or program by its name; otherwise EACCES
[[nodiscard]] Errno last_errno();                          // of the calling thread's last error; never 0

} // namespace psig::nt
