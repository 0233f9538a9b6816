/* What sponge takes from <sys/param.h> and from systems with symbolic links. */
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define lstat stat
#define S_ISLNK(mode) 0
