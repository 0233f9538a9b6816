/* A program that knows environ by its own declaration alone (XBD 8.1: no header has to declare it). */
extern char **environ;
char **environ_alone(void);
char **environ_alone(void) { return environ; }
