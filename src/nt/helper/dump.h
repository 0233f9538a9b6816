#pragma once

/* An errno. `process` may be read and its threads suspended; argv as in dump.c. */
int dump(unsigned long pid, void *process, char **argv);
