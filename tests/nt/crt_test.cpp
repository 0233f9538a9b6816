// nt/crt: the C run-time that this program is linked with is found, and what it keeps of a thread's errors.
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>

#include "nt/crt/crt_errors.h"
#include "nt/crt/crt_modules.h"
#include "nt/module/imports.h"
#include "nt/module/modules.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

class NtCrt : public testing::Test {
protected:
  static void SetUpTestSuite() {
    static const CrtReplacements nothing = {};
    imports_start();
    modules_start();
    crt_modules_watch(nothing);
  }
};

TEST_F(NtCrt, own_run_time_is_one_of_them) {
  const int slot = crt_own_slot();
  ASSERT_GE(slot, 0);
  ASSERT_NE(crt_in(slot), nullptr);
  EXPECT_TRUE(crt_ready(slot));
  EXPECT_NE(crt_mask() & 1u << slot, 0u);
  const auto module = reinterpret_cast<HMODULE>(crt_in(slot)->base);
  for (const auto &[function, name] : {std::pair{kCrtSignal, "signal"}, std::pair{kCrtRaise, "raise"}})
    EXPECT_EQ(crt_in(slot)->functions[function], reinterpret_cast<void *>(GetProcAddress(module, name))) << name;
}

TEST_F(NtCrt, empty_slots_are_nobody) {
  for (int slot = 0; slot < kMaxCrts; ++slot) {
    EXPECT_EQ(crt_in(slot) != nullptr, (crt_mask() >> slot & 1) != 0);
    if (crt_in(slot) == nullptr) {
      EXPECT_FALSE(crt_ready(slot));
    }
  }
}

TEST_F(NtCrt, errors_are_kept_over_whatever_comes_between) {
  CrtErrorWords words;
  ASSERT_GT(words.known(), 0);
  errno = ENOENT;
  {
    const KeepCrtErrors keep(&words);
    errno = EACCES;
  }
  EXPECT_EQ(errno, ENOENT);
}

} // namespace
} // namespace psig::nt
