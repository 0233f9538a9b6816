// Finds the file that a program's name means, by trying.
#pragma once

#include "nt/process/process_create.h"
#include "process/child_path.h"

namespace psig {

// In pages of its own.
struct ProgramSearch {
  wchar_t name[kMostPath], path[kMostPath], variable[kMostPath], element[kMostPath];
};

// Starts `search->name` as seen from `directory`; by the own PATH if `by_path` and it names no path. Fills
// request->program. The first error that is not "not there", or ENOENT. [thread]
[[nodiscard]] Errno program_start(ProgramSearch *search, const wchar_t *directory, bool by_path,
                                  nt::CreateRequest *request, nt::NewProcess *out);

} // namespace psig
