/* A file of the program itself, compiled against the C run-time's header: a static library of somebody else's. */
#include <signal.h>

#include "plain.h"

plain_handler inside_set(int number, plain_handler handler) { return signal(number, handler); }
int inside_raise(int number) { return raise(number); }
