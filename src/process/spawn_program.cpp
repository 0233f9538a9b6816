// posix_spawn: the file, or the file with ".exe". posix_spawnp: the same in each directory of PATH (XBD 8.3). [thread]
#include "process/spawn_program.h"

#include <cstring>

#include "nt/system/file.h"

namespace psig {
namespace {

Errno try_file(const wchar_t *path, nt::CreateRequest *request, nt::NewProcess *out) {
  switch (nt::file_kind(path)) {
  case nt::FileKind::kNone: return ENOENT;
  case nt::FileKind::kUnseen:
  case nt::FileKind::kDirectory: return EACCES;
  case nt::FileKind::kFile: break;
  }
  if (is_batch_file(path)) return ENOEXEC;
  request->program = path;
  return nt::process_create(*request, out);
}

bool try_another(Errno error) { return error == ENOENT || error == EACCES || error == ENOEXEC || error == ENOTDIR; }

// search->path holds the name without ".exe".
Errno try_names(ProgramSearch *search, nt::CreateRequest *request, nt::NewProcess *out) {
  const Errno exact = try_file(search->path, request, out);
  if (!try_another(exact)) return exact;
  if (!path_append(search->path, L".exe")) return exact;
  const Errno with = try_file(search->path, request, out);
  return with == ENOENT || (try_another(with) && exact != ENOENT) ? exact : with;
}

// The next element of PATH; false at the end. Empty ones, which elsewhere mean the current directory, are left out.
bool next_element(const wchar_t **at, wchar_t *out) {
  while (**at != 0) {
    unsigned length = 0;
    for (; **at != 0 && **at != L';'; ++*at)
      if (**at != L'"' && length + 1 < kMostPath) out[length++] = **at;
    if (**at == L';') ++*at;
    out[length] = 0;
    if (length > 0) return true;
  }
  return false;
}

} // namespace

Errno program_start(ProgramSearch *search, const wchar_t *directory, bool by_path, nt::CreateRequest *request,
                    nt::NewProcess *out) {
  if (search->name[0] == 0) return ENOENT;
  if (!by_path || names_a_path(search->name)) {
    if (!path_join(directory, search->name, search->path)) return ENAMETOOLONG;
    return try_names(search, request, out);
  }
  if (!nt::own_variable(L"PATH", search->variable, kMostPath)) return ENOENT;
  Errno error = ENOENT;
  for (const wchar_t *at = search->variable; next_element(&at, search->element);) {
    if (!path_join(directory, search->element, search->path) || !path_append(search->path, L"\\") ||
        !path_append(search->path, search->name))
      continue;
    const Errno tried = try_names(search, request, out);
    if (!try_another(tried)) return tried;
    if (error == ENOENT) error = tried == ENOTDIR ? ENOENT : tried;
  }
  return error;
}

} // namespace psig
