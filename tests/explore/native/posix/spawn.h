// Stands in for <posix/spawn.h>, as <posix/signal.h> next to it does.
#pragma once

#include <spawn.h>
#include <stdint.h>

typedef intptr_t posix_pidfd_t, posix_job_t;
