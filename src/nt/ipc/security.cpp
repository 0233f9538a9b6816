// Tokens, SIDs and descriptors, built in place: no heap. [any] [loader]
#include "nt/ipc/security.h"

#include <atomic>

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr DWORD kEverything = GENERIC_ALL;

Errno token_sid(HANDLE process, TOKEN_INFORMATION_CLASS which, Sid *out) {
  HANDLE token = nullptr;
  if (!OpenProcessToken(process, TOKEN_QUERY, &token)) return last_errno();
  alignas(8) unsigned char buffer[128];
  DWORD size = 0;
  Errno error = 0;
  // TOKEN_USER and TOKEN_MANDATORY_LABEL are both a SID_AND_ATTRIBUTES.
  const bool copied = GetTokenInformation(token, which, buffer, sizeof(buffer), &size) &&
                      CopySid(sizeof(out->bytes), out->bytes, reinterpret_cast<SID_AND_ATTRIBUTES *>(buffer)->Sid);
  if (!copied) error = last_errno();
  CloseHandle(token);
  return error;
}

bool add_well_known(ACL *acl, WELL_KNOWN_SID_TYPE which) {
  Sid sid;
  DWORD size = sizeof(sid.bytes);
  return CreateWellKnownSid(which, nullptr, sid.bytes, &size) &&
         AddAccessAllowedAce(acl, ACL_REVISION, kEverything, sid.bytes);
}

// SYSTEM_MANDATORY_LABEL_ACE by hand: AddMandatoryAce is not declared for every target.
bool add_label(ACL *acl, Sid &level) {
  struct Ace {
    ACE_HEADER header;
    ACCESS_MASK mask;
    unsigned char sid[16];
  } ace = {};
  const DWORD length = GetLengthSid(level.bytes);
  if (length > sizeof(ace.sid)) return false;
  ace.header.AceType = SYSTEM_MANDATORY_LABEL_ACE_TYPE;
  ace.header.AceSize = static_cast<WORD>(sizeof(ACE_HEADER) + sizeof(ACCESS_MASK) + length);
  ace.mask = SYSTEM_MANDATORY_LABEL_NO_WRITE_UP;
  return CopySid(sizeof(ace.sid), ace.sid, level.bytes) && AddAce(acl, ACL_REVISION, 0, &ace, ace.header.AceSize);
}

} // namespace

bool same_sid(const Sid &a, const Sid &b) {
  return EqualSid(const_cast<unsigned char *>(a.bytes), const_cast<unsigned char *>(b.bytes));
}

std::uint32_t sid_rid(const Sid &sid) {
  auto *raw = const_cast<unsigned char *>(sid.bytes);
  const UCHAR parts = *GetSidSubAuthorityCount(raw);
  return parts == 0 ? 0 : *GetSidSubAuthority(raw, parts - 1u);
}

Errno process_user(Handle process, Sid *out) { return token_sid(process, TokenUser, out); }

Errno process_trust(Handle process, Trust *out) {
  const Errno error = token_sid(process, TokenUser, &out->user);
  return error != 0 ? error : token_sid(process, TokenIntegrityLevel, &out->level);
}

const Trust *own_trust() {
  static constinit Trust own; // racing initialisations store the same value
  static std::atomic<bool> known{false};
  if (!known.load(std::memory_order_acquire)) {
    Trust trust;
    if (process_trust(GetCurrentProcess(), &trust) != 0) return nullptr;
    own = trust;
    known.store(true, std::memory_order_release);
  }
  return &own;
}

const Sid *own_user() {
  const Trust *own = own_trust();
  return own != nullptr ? &own->user : nullptr;
}

Errno object_owner(Handle object, Sid *out) {
  alignas(8) unsigned char buffer[256];
  DWORD size = 0;
  if (!GetKernelObjectSecurity(object, OWNER_SECURITY_INFORMATION, buffer, sizeof(buffer), &size)) return last_errno();
  PSID owner = nullptr;
  BOOL defaulted = FALSE;
  if (!GetSecurityDescriptorOwner(buffer, &owner, &defaulted)) return last_errno();
  if (owner == nullptr) return EPERM;
  return CopySid(sizeof(out->bytes), out->bytes, owner) ? 0 : last_errno();
}

OwnerOnly::OwnerOnly() {
  if (const Trust *own = own_trust()) describe(*own);
}

OwnerOnly::OwnerOnly(const Trust &trust) { describe(trust); }

void OwnerOnly::describe(const Trust &trust) {
  static_assert(sizeof(descriptor_) >= sizeof(SECURITY_DESCRIPTOR) &&
                sizeof(attributes_) >= sizeof(SECURITY_ATTRIBUTES));
  auto *dacl = reinterpret_cast<ACL *>(dacl_);
  auto *sacl = reinterpret_cast<ACL *>(sacl_);
  trust_ = trust;
  valid_ = InitializeSecurityDescriptor(descriptor_, SECURITY_DESCRIPTOR_REVISION) &&
           InitializeAcl(dacl, sizeof(dacl_), ACL_REVISION) &&
           AddAccessAllowedAce(dacl, ACL_REVISION, kEverything, trust_.user.bytes) &&
           add_well_known(dacl, WinLocalSystemSid) && add_well_known(dacl, WinBuiltinAdministratorsSid) &&
           InitializeAcl(sacl, sizeof(sacl_), ACL_REVISION) && add_label(sacl, trust_.level) &&
           SetSecurityDescriptorOwner(descriptor_, trust_.user.bytes, FALSE) &&
           SetSecurityDescriptorDacl(descriptor_, TRUE, dacl, FALSE) &&
           SetSecurityDescriptorSacl(descriptor_, TRUE, sacl, FALSE);
  *reinterpret_cast<SECURITY_ATTRIBUTES *>(attributes_) = {sizeof(SECURITY_ATTRIBUTES), descriptor_, FALSE};
}

} // namespace psig::nt
