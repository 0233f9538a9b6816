// The NTSTATUS codes with which a process can end, or which an exception can have, for sources that do not see
// ntstatus.h. src/nt/system/nt_status.cpp asserts that they are the SDK's. Portable.
#pragma once

#include <cstdint>

namespace psig::status {

inline constexpr std::uint32_t kGuardPage = 0x80000001, kMisalignment = 0x80000002, kBreakpoint = 0x80000003,
                               kSingleStep = 0x80000004, kAccessViolation = 0xC0000005, kInPageError = 0xC0000006,
                               kEndOfFile = 0xC0000011, kIllegalInstruction = 0xC000001D, kArrayBounds = 0xC000008C,
                               kFloatDenormal = 0xC000008D, kFloatDivide = 0xC000008E, kFloatInexact = 0xC000008F,
                               kFloatInvalid = 0xC0000090, kFloatOverflow = 0xC0000091, kFloatStack = 0xC0000092,
                               kFloatUnderflow = 0xC0000093, kIntegerDivide = 0xC0000094, kIntegerOverflow = 0xC0000095,
                               kPrivileged = 0xC0000096, kStackOverflow = 0xC00000FD, kControlC = 0xC000013A,
                               kFloatFaults = 0xC00002B4, kFloatTraps = 0xC00002B5, kHeapCorruption = 0xC0000374,
                               kFastFail = 0xC0000409;

} // namespace psig::status
