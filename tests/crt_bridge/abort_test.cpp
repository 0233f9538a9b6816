// Every way to abort() in somebody else's DLL is SIGABRT, and so are the CRT's own errors where that is asked for.
#include <posix/setjmp.h>
#include <posix/signal.h>
#include <posix/stdlib.h>

#include <cerrno>

#include <gmock/gmock.h>

#include "crt_bridge/plain_dll.h"
#include "base/exit_status.h"
#include "support/child.h"

namespace {

using namespace psig_test;

const unsigned long kAborted = psig::exit_status_of_signal(SIGABRT, false);

class Abort : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Crts, Abort, testing::Values("msvcrt", "ucrt"), [](const auto &info) { return info.param; });

void nothing(int) {}
sigjmp_buf g_out;
void jumps(int) { siglongjmp(g_out, 1); }

CHILD(aborts) {
  plain(argv[0]).abort_();
  return 1;
}
CHILD(aborts_ignored) {
  signal(SIGABRT, SIG_IGN);
  plain(argv[0]).abort_();
  return 1;
}
CHILD(aborts_caught) {
  signal(SIGABRT, nothing);
  plain(argv[0]).abort_();
  return 1;
}
CHILD(aborts_its_own) {
  plain(argv[0]).set(kCrtAbort, plain(argv[0]).count);
  abort();
}
CHILD(aborts_jumps) {
  signal(SIGABRT, jumps);
  for (int i = 0; i < 100; ++i)
    if (sigsetjmp(g_out, 1) == 0) plain(argv[0]).abort_();
  return 7;
}
CHILD(asserts) {
  plain(argv[0]).assert_();
  return 1;
}
CHILD(pure) {
  plain(argv[0]).pure_call();
  return 1;
}
CHILD(by_name) {
  by_name<void (*)()>(dll_of(argv[0]), "abort")();
  return 1;
}
CHILD(raises) { return plain(argv[0]).raise_(kCrtAbort); }
// Inside the CRT: nothing but its own disposition of SIGABRT leads to us.
CHILD(inside) {
  plain(argv[0]).set(15, SIG_DFL);
  const char *name = std::string(argv[0]) == "ucrt" ? "terminate" : "?terminate@@YAXXZ";
  const auto terminate = by_name<void (*)()>(dll_of(argv[0]), name);
  if (terminate == nullptr) abort();
  terminate();
  return 1;
}

TEST_P(Abort, every_way_to_abort_is_sigabrt) {
  for (const char *role : {"aborts", "aborts_ignored", "aborts_caught", "aborts_its_own", "asserts", "pure", "by_name",
                           "raises", "inside"}) {
    Child child(role, {GetParam()});
    EXPECT_EQ(child.wait(), kAborted) << role;
  }
  Child child("aborts_jumps", {GetParam()});
  EXPECT_EQ(child.wait(), 7u);
}

CHILD(invalid_parameter) {
  const int former = posix_signal_crt_errors_np(POSIX_SIGNAL_CRT_INVALID_PARAMETER | POSIX_SIGNAL_CRT_PURECALL);
  if (former != static_cast<int>(POSIX_SIGNAL_CRT_PURECALL)) return 2;
  by_name<int (*)(char *, size_t, const char *)>(dll_of(argv[0]), "strcpy_s")(nullptr, 0, nullptr);
  return 1;
}

TEST(Errors, invalid_parameters_end_the_process_where_asked) {
  (void)plain("ucrt");
  Child child("invalid_parameter", {"ucrt"});
  EXPECT_EQ(child.wait(), kAborted);
  EXPECT_EQ(posix_signal_crt_errors_np(8), -1);
  EXPECT_EQ(errno, EINVAL);
}

TEST(Errors, abort_behavior_is_one_word) {
  const auto set = by_name<unsigned (*)(unsigned, unsigned)>("ucrtbase", "_set_abort_behavior");
  EXPECT_EQ(set(1, 3), 2u);
  EXPECT_EQ(set(2, 3), 1u);
}

} // namespace
