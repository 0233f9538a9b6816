// Records made afterwards. The kind of access of an access violation is not known, and is given as a read. [any]
#include "nt/thread/exception_record.h"

#include "nt/arch/registers.h"
#include "nt/windows.h"

namespace psig::nt {

static_assert(sizeof(ExceptionRecord) == sizeof(EXCEPTION_RECORD));
static_assert(__builtin_offsetof(ExceptionRecord, address) == __builtin_offsetof(EXCEPTION_RECORD, ExceptionAddress));
static_assert(__builtin_offsetof(ExceptionRecord, information) ==
              __builtin_offsetof(EXCEPTION_RECORD, ExceptionInformation));
static_assert(sizeof(ExceptionPointers) == sizeof(EXCEPTION_POINTERS));

void exception_record_make(ExceptionRecord *out, std::uint32_t code, const void *registers, void *address) {
  *out = {code, 0, nullptr, reinterpret_cast<void *>(ip_of(*static_cast<const mcontext_t *>(registers))), 0, {}};
  if (code != EXCEPTION_ACCESS_VIOLATION) return;
  out->count = 2;
  out->information[1] = reinterpret_cast<std::uintptr_t>(address);
}

} // namespace psig::nt
