// Users and owners: as whom a process runs, who owns an object, and the access that our named objects give.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

using Handle = void *;

struct Sid {
  alignas(8) unsigned char bytes[68] = {}; // SECURITY_MAX_SID_SIZE
};

[[nodiscard]] bool same_sid(const Sid &a, const Sid &b);
[[nodiscard]] std::uint32_t sid_rid(const Sid &sid); // its last part: what stands for a uid
[[nodiscard]] Errno process_user(Handle process, Sid *out);
[[nodiscard]] const Sid *own_user(); // null if the system would not say; cached

// Whose the named objects of a process are: its user's, and nobody's of lower integrity (the last part of its SID).
struct Trust {
  Sid user, level;
};
[[nodiscard]] Errno process_trust(Handle process, Trust *out);
[[nodiscard]] const Trust *own_trust(); // null if the system would not say; cached
[[nodiscard]] Errno object_owner(Handle object, Sid *out);

// A security descriptor for a named object: the user is its owner; he, SYSTEM and the Administrators may do everything,
// nobody else anything; nobody below the integrity level may write.
class OwnerOnly {
public:
  OwnerOnly(); // for this process
  explicit OwnerOnly(const Trust &trust);
  [[nodiscard]] bool valid() const { return valid_; }
  [[nodiscard]] const Trust &trust() const { return trust_; }
  [[nodiscard]] void *attributes() { return attributes_; } // SECURITY_ATTRIBUTES, not inheritable

private:
  void describe(const Trust &trust);

  bool valid_ = false;
  alignas(8) unsigned char attributes_[24];
  alignas(8) unsigned char descriptor_[40];
  alignas(8) unsigned char dacl_[160];
  alignas(8) unsigned char sacl_[64];
  Trust trust_;
};

} // namespace psig::nt
