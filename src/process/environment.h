// The environment of a new process: one block of text, sorted as the system demands.
#pragma once

#include "base/errno_result.h"

namespace psig {

class Environment {
public:
  Environment() = default;
  ~Environment();
  Environment(const Environment &) = delete;
  Environment &operator=(const Environment &) = delete;

  // Null is empty. SystemRoot is added where it is missing: without it system DLLs do not start. ENOMEM EILSEQ.
  // [thread]
  [[nodiscard]] Errno build(char *const *envp);
  [[nodiscard]] wchar_t *block() const { return block_; }

private:
  void *pages_ = nullptr;
  wchar_t *block_ = nullptr;
};

} // namespace psig
