// The table of faults: what it says must agree with how a parent reads the exit status.
#include <gtest/gtest.h>

#include "fault/table.h"
#include "base/exit_status.h"

using namespace psig;

TEST(fault_table, every_row_ends_as_its_signal) {
  unsigned count;
  const FaultRow *rows = fault_rows(&count);
  for (unsigned n = 0; n < count; ++n) {
    const ChildState end = child_end(rows[n].status);
    EXPECT_EQ(end.code, ChildCode::kKilled) << rows[n].name;
    EXPECT_EQ(end.status, rows[n].signo) << rows[n].name;
  }
}

TEST(fault_table, what_is_not_there_is_nobodys) {
  for (const unsigned status : {0u, 1u, 0x40010006u, 0x406D1388u, 0xE06D7363u, 0x20474343u, 0xC0000008u, 0xC0000025u,
                                0xC000013Au, 0xC0000374u, 0xC0000409u, 0x8001010Du})
    EXPECT_EQ(fault_row(status), nullptr) << std::hex << status;
}

TEST(fault_table, rows_are_found) {
  unsigned count;
  const FaultRow *rows = fault_rows(&count);
  EXPECT_GE(count, 21u);
  for (unsigned n = 0; n < count; ++n) EXPECT_EQ(fault_row(rows[n].status), &rows[n]);
}

TEST(fault_table, mxcsr) {
  constexpr unsigned kMasks = 0x1F80;
  EXPECT_EQ(sse_code((kMasks & ~0x080u) | 1), 7);      // invalid
  EXPECT_EQ(sse_code((kMasks & ~0x200u) | 4), 3);      // divide
  EXPECT_EQ(sse_code((kMasks & ~0x400u) | 8 | 32), 4); // overflow; inexact is masked
  EXPECT_EQ(sse_code((kMasks & ~0x800u) | 16), 5);     // underflow
  EXPECT_EQ(sse_code((kMasks & ~0x100u) | 2), 5);      // denormal
  EXPECT_EQ(sse_code((kMasks & ~0x1000u) | 32), 6);    // inexact
  EXPECT_EQ(sse_code((kMasks & ~0x280u) | 1 | 4), 7);  // the first of two
  EXPECT_EQ(sse_code(kMasks | 0x3F), 7);               // none unmasked
}

TEST(fault_table, in_page) {
  EXPECT_EQ(in_page_code(0xC0000011), 2); // beyond the end of the file
  EXPECT_EQ(in_page_code(0xC000009C), 3); // device data error
  EXPECT_EQ(in_page_code(0), 3);
}
