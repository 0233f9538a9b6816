// A function of a system DLL by the addresses under which others import it: that DLL's own or, through an API set or a
// forwarder, kernelbase's.
#pragma once

namespace psig::nt {

struct SystemFunction {
  void *outer = nullptr, *inner = nullptr; // null where that module has none
  [[nodiscard]] bool is(const void *function) const {
    return function != nullptr && (function == outer || function == inner);
  }
  // The one to call: kernel32's may be a stub that jumps through its own import table, which is patched too.
  [[nodiscard]] void *innermost() const { return inner != nullptr ? inner : outer; }
  template <typename Function> void innermost(Function *out) const { *out = reinterpret_cast<Function>(innermost()); }
};

// Neither where the module is not loaded, or has no such function. [loader]
[[nodiscard]] SystemFunction system_function(const char *name, const char *module = "kernel32");

} // namespace psig::nt
