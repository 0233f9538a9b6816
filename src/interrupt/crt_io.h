// Reading and writing by a C run-time, as signals interrupt it: the replacements of ReadFile and WriteFile in its
// import table (nt/crt/crt_io.h). They serve read() and write() of the library, stdio, scanf, and whatever was compiled
// without our headers.
#pragma once

namespace psig {

// [loader]
void crt_io_start();

} // namespace psig
