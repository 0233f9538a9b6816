// main() of every test: the role of a child process, or GoogleTest.
#include <gmock/gmock.h>

#include "support/child.h"

int main(int argc, char **argv) {
#ifdef _WIN32
  int status = 0;
  if (psig_test::run_child_role(argc, argv, &status)) return status;
#endif
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
