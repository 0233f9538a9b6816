// Paths as the new process sees them: after posix_spawn_file_actions_addchdir() its directory is not the caller's.
// Portable.
#pragma once

namespace psig {

inline constexpr unsigned kMostPath = 32768; // characters with the NUL

// A name that is looked for as it is, not by PATH.
[[nodiscard]] bool names_a_path(const wchar_t *name);
// `path` seen from `directory` (null: the caller's own), with the devices /dev/null and /dev/tty under their names
// here. False: too long.
[[nodiscard]] bool path_join(const wchar_t *directory, const wchar_t *path, wchar_t *out);
[[nodiscard]] bool path_append(wchar_t *path, const wchar_t *more); // false: too long
[[nodiscard]] bool has_extension(const wchar_t *path);
// cmd.exe would take the command line apart by rules that no quoting satisfies, so a script is no program here.
[[nodiscard]] bool is_batch_file(const wchar_t *path);

} // namespace psig
