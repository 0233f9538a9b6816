/* What plain.c exports, in the CRT's numbers. */
#ifndef PLAIN_H
#define PLAIN_H

typedef void (*plain_handler)(int);

struct plain_calls {
  plain_handler (*set)(int number, plain_handler handler); /* signal() */
  int (*raise_)(int number);
  void (*abort_)(void);
  void (*assert_)(void);
  void (*pure_call)(void);
  plain_handler count; /* a handler of the DLL's, which fills the rest */
  volatile int calls, number, code;
  void *volatile pointers;
  volatile unsigned long thread;
};

#endif
