// Stands in for <posix/sys/types.h>, as <posix/signal.h> next to it does: glibc's pthread_t, and no structure of that
// name besides its union.
#pragma once

#include <pthread.h>
#include <sys/types.h>

#define pthread_attr_t posix_pthread_attr_t
