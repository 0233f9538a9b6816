/* A program with a `kill` and a `pause` of its own and no header of ours: its definitions win, and nothing clashes. */
int kill(int pid, int signo);
int pause(void);
int kill(int pid, int signo) { return pid + signo; }
int pause(void) { return 7; }

int main(void) { return kill(30, 5) + pause() == 42 ? 0 : 1; }
