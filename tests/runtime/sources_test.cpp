// The dispatcher's sources: none waits for another.
#include "runtime/sources.h"

#include <gtest/gtest.h>
#include <windows.h>

namespace {

int g_served[3];
template <int kSource> void served(psig::nt::Handle) { ++g_served[kSource]; }

} // namespace

TEST(sources, one_that_always_rings_keeps_no_other_waiting) {
  const HANDLE always = CreateEventW(nullptr, TRUE, TRUE, nullptr), never = psig::nt::auto_event_create(),
               once = psig::nt::auto_event_create();
  psig::Sources sources;
  sources.add(always, served<0>);
  sources.add(nullptr, served<1>);
  sources.add(never, served<1>);
  sources.add(once, served<2>);
  SetEvent(once);
  for (int round = 0; round < 3; ++round) sources.serve(0);
  EXPECT_EQ(g_served[0], 3);
  EXPECT_EQ(g_served[1], 0);
  EXPECT_EQ(g_served[2], 1);
  for (const HANDLE handle : {always, never, once}) CloseHandle(handle);
}
