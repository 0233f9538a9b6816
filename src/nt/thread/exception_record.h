// EXCEPTION_RECORD and EXCEPTION_POINTERS, as winnt.h has them; checked against it in exception_record.cpp.
#pragma once

#include <cstdint>

namespace psig::nt {

struct ExceptionRecord {
  std::uint32_t code;
  std::uint32_t flags;
  ExceptionRecord *next;
  void *address;
  std::uint32_t count;
  std::uintptr_t information[15];
};

struct ExceptionPointers {
  ExceptionRecord *record;
  void *context;
};

// A record of this fault, from what a handler knows of it. [any]
void exception_record_make(ExceptionRecord *out, std::uint32_t code, const void *registers, void *address);

} // namespace psig::nt
