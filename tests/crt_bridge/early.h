/* What early.c exports. */
#ifndef EARLY_H
#define EARLY_H

struct early_calls {
  volatile int too_early, error; /* its errno has been asked for before it was ready; its errno */
};

#endif
