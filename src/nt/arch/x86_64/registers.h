// x86-64's part of nt/arch/registers.h.
#pragma once

#include <posix/signal.h>

#include <cstdint>

namespace psig::nt {

inline constexpr std::uint32_t kTrapFlag = 0x100, kResumeFlag = 0x10000;
inline constexpr unsigned char kBreakpointInstruction = 0xCC; // int3

// The instruction that is to run next, and the top of the stack.
inline std::uint64_t &ip_of(mcontext_t &context) { return context.Rip; }
inline const std::uint64_t &ip_of(const mcontext_t &context) { return context.Rip; }
inline std::uint64_t &sp_of(mcontext_t &context) { return context.Rsp; }
inline const std::uint64_t &sp_of(const mcontext_t &context) { return context.Rsp; }

inline auto &flags_of(mcontext_t &context) { return context.EFlags; }
inline std::uint32_t flags_of(const mcontext_t &context) { return context.EFlags; }

// Of the floating-point unit that the system's language uses: its status bits are sticky.
inline std::uint32_t float_status_of(const mcontext_t &context) { return context.MxCsr; }
// A hardware breakpoint has told of itself: DR6's lowest four bits.
inline bool at_hardware_breakpoint(const mcontext_t &context) { return (context.Dr6 & 0xF) != 0; }

// Every general register, the instruction pointer last.
template <typename Visit> void each_register(const mcontext_t &context, Visit visit) {
  for (const std::uint64_t *word = &context.Rax; word <= &context.Rip; ++word) visit(*word);
}

} // namespace psig::nt
