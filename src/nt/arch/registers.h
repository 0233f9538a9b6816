// The registers of a context that code outside arch/ needs, by their purpose: that code never spells their names. [any]
#pragma once

#if defined(__x86_64__)
#include "nt/arch/x86_64/registers.h"
#else
#error "posix-signals is for x86-64: write nt/arch/<cpu>/ and signal/arch/<cpu>/ for another one"
#endif
