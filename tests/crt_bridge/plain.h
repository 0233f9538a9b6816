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
  /* of the exception record, where there was one */
  volatile unsigned long status, parameter_count;
  volatile unsigned long long parameters[2], address, instruction;
  void (*repair)(void); /* called by the handler where it is not null */
};

/* The same calls from a file of the program itself: inside.c. */
#ifdef __cplusplus
extern "C" {
#endif
plain_handler inside_set(int number, plain_handler handler);
int inside_raise(int number);
#ifdef __cplusplus
}
#endif

#endif
