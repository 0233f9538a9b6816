// Section posix-signals.console.<number of the console>, in the session's own namespace, for this user alone. It exists
// while the process that has set the group keeps it open. [thread]
// Lock: of the page, a leaf.
#include "console/foreground.h"

#include <atomic>

#include "base/claim.h"
#include "base/lock.h"
#include "nt/console/console_tty.h"
#include "nt/ipc/section.h"
#include "nt/process/process_handle.h"
#include "nt/system/text.h"

namespace psig {
namespace {

constexpr std::uint32_t kMagic = 0x43495350, kAbi = 1; // "PSIC"

struct Page {
  std::atomic<std::uint32_t> magic, abi;
  std::atomic<std::uint64_t> setter; // his claim; before `group`
  std::atomic<std::uint64_t> group;  // pgid << 32 | sid
};

constinit Lock<LockRank::kPage> g_lock;
nt::Section g_page PSIG_GUARDED_BY(g_lock);
std::uint64_t g_console PSIG_GUARDED_BY(g_lock); // that it is of

void name_of(std::uint64_t console, wchar_t *out) {
  constexpr wchar_t kPrefix[] = L"Local\\posix-signals.console.";
  wchar_t *end = out;
  for (const wchar_t *p = kPrefix; *p != 0; ++p) *end++ = *p;
  for (int shift = 60; shift >= 0; shift -= 4) *end++ = L"0123456789abcdef"[console >> shift & 15];
  *end = 0;
}

bool sound(const nt::Section &section) {
  const auto *page = static_cast<const Page *>(section.view);
  return page->magic.load() == kMagic && page->abi.load() == kAbi;
}

Errno open_page(const wchar_t *name, bool make) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  bool existed = false;
  nt::OwnerOnly security;
  const Errno error = make ? nt::section_create(name, sizeof(Page), security, &g_page, &existed)
                           : nt::section_open(name, nt::NamedKind::kSection, sizeof(Page), security.trust(), &g_page);
  return error == EINVAL || error == EBADF ? EPERM : error;
}

// The page of the console that the process is on now, or null.
Page *page_now(bool make, Errno *error) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  const std::uint64_t console = nt::console_id();
  *error = console == 0 ? ENOTTY : 0;
  if (console != g_console) nt::section_close(&g_page);
  g_console = console;
  if (console == 0) return nullptr;
  if (g_page.view != nullptr) return static_cast<Page *>(g_page.view);
  wchar_t name[64];
  name_of(console, name);
  *error = open_page(name, make);
  if (*error != 0) return nullptr;
  auto *page = static_cast<Page *>(g_page.view);
  if (make && page->magic.load() == 0) {
    page->abi.store(kAbi);
    page->magic.store(kMagic);
  }
  if (sound(g_page)) return page;
  nt::section_close(&g_page);
  *error = EPERM;
  return nullptr;
}

bool lives_here(std::uint64_t setter) { return nt::process_claimed(setter) == 0 && nt::console_has(claim_pid(setter)); }

std::uint64_t own_claim() {
  const nt::OwnProcess own = nt::own_process();
  return claim_of(own.pid, own.created);
}

} // namespace

Foreground foreground_now() {
  std::uint64_t setter, group;
  {
    const LockGuard guard(g_lock);
    Errno error;
    const Page *page = page_now(false, &error);
    if (page == nullptr) return {};
    group = page->group.load();
    setter = page->setter.load();
  }
  if (setter == 0 || !lives_here(setter)) return {};
  return {true,
          setter == own_claim(),
          {static_cast<std::int64_t>(group >> 32), static_cast<std::int64_t>(group & 0xFFFFFFFF)}};
}

Errno foreground_set(const Group &group) {
  const LockGuard guard(g_lock);
  Errno error;
  Page *page = page_now(true, &error);
  if (page == nullptr) return error;
  page->setter.store(own_claim());
  page->group.store(static_cast<std::uint64_t>(group.pgid) << 32 | static_cast<std::uint64_t>(group.sid & 0xFFFFFFFF));
  return 0;
}

bool in_background(const Foreground &now, const Group &own) {
  return now.known && now.group.sid == own.sid && now.group.pgid != own.pgid;
}

} // namespace psig
