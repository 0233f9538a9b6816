// The stack a thread runs on, as its TEB describes it. While a handler runs on an alternate stack the TEB has to say
// so: without it a C++ throw or a fault on that stack ends the process.
#pragma once

#include <cstdint>

#include "nt/module/imports.h"
#include "nt/thread/teb.h"

namespace psig::nt {

inline constexpr unsigned kTebExceptionList = 0x00, kTebGuaranteedStack = 0x1748;

// Describes another stack in the calling thread's TEB; the destructor describes the former one again. siglongjmp() does
// the same from what its buffer holds.
class StackSwitch {
public:
  StackSwitch(std::uintptr_t bottom, std::uintptr_t top)
      : teb_(teb()), saved_(stack_limits(teb_)), list_(teb_field<std::uintptr_t>(teb_, kTebExceptionList)),
        guaranteed_(teb_field<std::uint32_t>(teb_, kTebGuaranteedStack)) {
    set({top, bottom, bottom}, under_wine() ? ~std::uintptr_t{0} : list_, 0);
  }
  ~StackSwitch() { set(saved_, list_, guaranteed_); }
  StackSwitch(const StackSwitch &) = delete;
  StackSwitch &operator=(const StackSwitch &) = delete;

private:
  // Under Wine the dispatcher walks a list whose end must lie outside the stack in use.
  void set(const StackLimits &limits, std::uintptr_t list, std::uint32_t guaranteed) const {
    teb_field<std::uintptr_t>(teb_, kTebStackBase) = limits.base;
    teb_field<std::uintptr_t>(teb_, kTebStackLimit) = limits.limit;
    teb_field<std::uintptr_t>(teb_, kTebDeallocationStack) = limits.allocation;
    teb_field<std::uintptr_t>(teb_, kTebExceptionList) = list;
    teb_field<std::uint32_t>(teb_, kTebGuaranteedStack) = guaranteed;
  }

  std::uintptr_t teb_;
  StackLimits saved_;
  std::uintptr_t list_;
  std::uint32_t guaranteed_;
};

} // namespace psig::nt
