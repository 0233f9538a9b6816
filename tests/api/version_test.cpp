// The release of the library that runs; linked statically and against the DLL.
#include <cerrno>

#include <posix/version.h>

#include <gtest/gtest.h>

namespace {

TEST(Version, IsThatOfTheHeaders) {
  int number = -1;
  EXPECT_STREQ(POSIX_SIGNALS_VERSION, posix_signal_version_np(&number));
  EXPECT_EQ(POSIX_SIGNALS_VERSION_NUMBER, number);
  EXPECT_STREQ(POSIX_SIGNALS_VERSION, posix_signal_version_np(nullptr));
}

TEST(Version, TextAndNumberSayTheSame) {
  const std::string text = std::to_string(POSIX_SIGNALS_VERSION_NUMBER / 10000) + "." +
                           std::to_string(POSIX_SIGNALS_VERSION_NUMBER / 100 % 100) + "." +
                           std::to_string(POSIX_SIGNALS_VERSION_NUMBER % 100);
  EXPECT_EQ(text, POSIX_SIGNALS_VERSION);
}

TEST(Version, BadPointer) {
  errno = 0;
  EXPECT_EQ(nullptr, posix_signal_version_np(reinterpret_cast<int *>(1)));
  EXPECT_EQ(EFAULT, errno);
}

} // namespace
