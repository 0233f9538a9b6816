// Everything is asked of the object itself, by the handle that will be used. [any] [loader]
#include "nt/ipc/named_object.h"

#include "nt/module/imports.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

// SECTION_BASIC_INFORMATION and EVENT_BASIC_INFORMATION, which winternl.h has not.
struct SectionBasic {
  void *base;
  ULONG attributes;
  LARGE_INTEGER size;
};
struct EventBasic {
  ULONG type; // 1: auto-reset
  LONG state;
};
constexpr int kBasic = 0, kObjectName = 1;

bool is_section(HANDLE object, ULONG pages, std::size_t bytes) {
  constexpr ULONG kPage = 4096, kKinds = SEC_COMMIT | SEC_RESERVE | SEC_FILE | SEC_IMAGE;
  SectionBasic basic;
  if (g_imports.NtQuerySection == nullptr) return true;
  if (g_imports.NtQuerySection(object, kBasic, &basic, sizeof(basic), nullptr) < 0) return false;
  const auto size = static_cast<std::size_t>(basic.size.QuadPart);
  return (basic.attributes & kKinds) == pages && size == (bytes + kPage - 1) / kPage * kPage;
}

bool is_auto_reset(HANDLE object) {
  EventBasic basic;
  if (g_imports.NtQueryEvent == nullptr) return true;
  return g_imports.NtQueryEvent(object, kBasic, &basic, sizeof(basic), nullptr) >= 0 && basic.type == 1;
}

bool is_of_kind(HANDLE object, const Named &wanted) {
  switch (wanted.kind) {
  case NamedKind::kSection: return is_section(object, SEC_COMMIT, wanted.bytes);
  case NamedKind::kReserve: return is_section(object, SEC_RESERVE, wanted.bytes);
  case NamedKind::kEvent: return is_auto_reset(object);
  }
  return false;
}

// What follows the last backslash.
template <typename Text> unsigned last_part(const Text *text, unsigned length) {
  unsigned begin = length;
  while (begin > 0 && text[begin - 1] != L'\\') --begin;
  return begin;
}

bool has_name(HANDLE object, const wchar_t *name) {
  alignas(8) unsigned char buffer[1024];
  const auto *full = reinterpret_cast<const UNICODE_STRING *>(buffer);
  ULONG used = 0;
  if (NtQueryObject(object, static_cast<OBJECT_INFORMATION_CLASS>(kObjectName), buffer, sizeof(buffer), &used) < 0)
    return false;
  unsigned wanted = 0;
  while (name[wanted] != 0) ++wanted;
  const unsigned there = full->Length / sizeof(wchar_t);
  const unsigned from = last_part(full->Buffer, there), wanted_from = last_part(name, wanted);
  if (full->Buffer == nullptr || there - from != wanted - wanted_from) return false;
  for (unsigned n = 0; n < there - from; ++n)
    if (full->Buffer[from + n] != name[wanted_from + n]) return false;
  return true;
}

bool may_be_admitted(PSID who, const Trust &trust) {
  return EqualSid(who, const_cast<unsigned char *>(trust.user.bytes)) || IsWellKnownSid(who, WinLocalSystemSid) ||
         IsWellKnownSid(who, WinBuiltinAdministratorsSid);
}

bool admits_nobody_else(ACL *dacl, const Trust &trust) {
  if (dacl == nullptr) return false; // everybody
  for (DWORD n = 0; n < dacl->AceCount; ++n) {
    void *ace = nullptr;
    if (!GetAce(dacl, n, &ace)) return false;
    auto *allowed = static_cast<ACCESS_ALLOWED_ACE *>(ace);
    if (allowed->Header.AceType != ACCESS_ALLOWED_ACE_TYPE || !may_be_admitted(&allowed->SidStart, trust)) return false;
  }
  return dacl->AceCount != 0;
}

DWORD last_of(PSID sid) {
  const UCHAR parts = *GetSidSubAuthorityCount(sid);
  return parts != 0 ? *GetSidSubAuthority(sid, parts - 1u) : 0;
}

// The ACE of a label is laid out as one that allows.
bool keeps_lower_out(ACL *sacl, const Trust &trust) {
  void *ace = nullptr;
  if (sacl == nullptr || sacl->AceCount != 1 || !GetAce(sacl, 0, &ace)) return false;
  auto *label = static_cast<ACCESS_ALLOWED_ACE *>(ace);
  if (label->Header.AceType != SYSTEM_MANDATORY_LABEL_ACE_TYPE) return false;
  return (label->Mask & SYSTEM_MANDATORY_LABEL_NO_WRITE_UP) != 0 && last_of(&label->SidStart) >= sid_rid(trust.level);
}

bool is_secured(HANDLE object, const Trust &trust) {
  constexpr SECURITY_INFORMATION kWhat =
      OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION;
  alignas(8) unsigned char buffer[1024];
  DWORD size = 0;
  PSID owner = nullptr;
  ACL *dacl = nullptr, *sacl = nullptr;
  BOOL present = FALSE, labelled = FALSE, defaulted = FALSE;
  return GetKernelObjectSecurity(object, kWhat, buffer, sizeof(buffer), &size) &&
         GetSecurityDescriptorOwner(buffer, &owner, &defaulted) && owner != nullptr &&
         EqualSid(owner, const_cast<unsigned char *>(trust.user.bytes)) &&
         GetSecurityDescriptorDacl(buffer, &present, &dacl, &defaulted) && present &&
         GetSecurityDescriptorSacl(buffer, &labelled, &sacl, &defaulted) && labelled &&
         admits_nobody_else(dacl, trust) && keeps_lower_out(sacl, trust);
}

} // namespace

Errno named_check(Handle object, const Named &wanted, const Trust &trust) {
  return is_of_kind(object, wanted) && has_name(object, wanted.name) && is_secured(object, trust) ? 0 : EPERM;
}

} // namespace psig::nt
