/* atlasd: a daemon that answers questions about a table of places and takes its orders from signals alone.
 *
 *   HUP                 read the configuration again
 *   USR1                print statistics
 *   USR2                interrupt the audits that are running
 *   RTMIN+1 value N     report on place N of the table; 0 begins an audit, which goes on until it is interrupted
 *   TERM, INT           finish what has been asked for, interrupt audits when the deadline has passed, stop
 *
 * usage: atlasd CONFIGURATION
 *
 * main() blocks every signal before it starts its workers and then takes one after the other with sigwaitinfo(). It
 * gives a worker its job and a worker says that it is done by pthread_kill(). The only handler is the workers' own: it
 * runs in whatever an audit is doing. Only main() prints, answers in the order of the requests. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SIG_REQUEST (SIGRTMIN + 1)
#define SIG_WORK (SIGRTMIN + 2)
#define SIG_NEWS (SIGRTMIN + 3)
#define SIG_INTERRUPT (SIGRTMIN + 4)

enum { WORKERS = 3, JOBS = 64, TEXT = 128 };

/* ---- printing -------------------------------------------------------------------------------------------------- */

static void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  putchar('\n');
  fflush(stdout);
}

static void die(const char *what, const char *why) {
  fprintf(stderr, "atlasd: %s: %s\n", what, why);
  exit(1);
}

/* ---- configuration ---------------------------------------------------------------------------------------------- */

struct settings {
  char table[TEXT];
  char pidfile[TEXT];
  int in_minutes; /* units = degrees | minutes */
  long deadline;  /* milliseconds that a stop waits for audits */
};

static struct settings settings = {"zone1970.tab", "atlasd.pid", 0, 1000};
static const char *configuration;

static int set(struct settings *to, const char *key, const char *value) {
  char *end;
  if (strcmp(key, "table") == 0) strcpy(to->table, value);
  else if (strcmp(key, "pidfile") == 0) strcpy(to->pidfile, value);
  else if (strcmp(key, "units") == 0 && (strcmp(value, "degrees") == 0 || strcmp(value, "minutes") == 0))
    to->in_minutes = value[0] == 'm';
  else if (strcmp(key, "deadline") == 0) {
    to->deadline = strtol(value, &end, 10);
    return end != value && *end == '\0' && to->deadline >= 0;
  } else return 0;
  return 1;
}

/* Takes over all of the file or, if a line of it is wrong, nothing. */
static int read_configuration(void) {
  struct settings next = settings;
  char line[256], key[TEXT], value[TEXT];
  int errors = 0;
  FILE *file = fopen(configuration, "r");
  if (!file) {
    say("configuration: the file cannot be opened");
    return 0;
  }
  for (int number = 1; fgets(line, sizeof line, file); number++) {
    int fields = sscanf(line, " %127[^ =\n] = %127s", key, value);
    if (fields < 1 || key[0] == '#') continue;
    if (fields < 2 || !set(&next, key, value)) {
      say("configuration: line %d: '%s' is not understood", number, key);
      errors++;
    }
  }
  fclose(file);
  if (errors == 0) settings = next;
  return errors == 0;
}

static void say_configuration(void) {
  say("configuration: units %s, deadline %ld ms", settings.in_minutes ? "minutes" : "degrees", settings.deadline);
}

/* ---- the table -------------------------------------------------------------------------------------------------- */

struct place {
  char countries[TEXT];
  char name[TEXT];
  int latitude, longitude; /* minutes of arc, north and east are positive */
};

static struct place *places;
static int place_count;

static int digits(const char *text, int count) {
  int value = 0;
  while (count-- > 0 && *text >= '0' && *text <= '9') value = 10 * value + (*text++ - '0');
  return value;
}

/* ISO 6709: +DDMM, +DDMMSS (latitude) or +DDDMM, +DDDMMSS; seconds are left out. */
static int minutes_of_arc(const char *text, int degree_digits) {
  int value = 60 * digits(text + 1, degree_digits) + digits(text + 1 + degree_digits, 2);
  return *text == '-' ? -value : value;
}

static void read_table(void) {
  char line[1024], position[TEXT];
  FILE *file = fopen(settings.table, "r");
  if (!file) die(settings.table, strerror(errno));
  while (fgets(line, sizeof line, file)) {
    struct place place;
    const char *longitude;
    if (line[0] == '#' || sscanf(line, "%127[^\t]\t%127[^\t]\t%127[^\t\n]", place.countries, position, place.name) != 3)
      continue;
    longitude = strpbrk(position + 1, "+-");
    if (!longitude) continue;
    place.latitude = minutes_of_arc(position, 2);
    place.longitude = minutes_of_arc(longitude, 3);
    places = realloc(places, ((size_t)place_count + 1) * sizeof *places);
    if (!places) die(settings.table, strerror(errno));
    places[place_count++] = place;
  }
  fclose(file);
}

static int places_north_of(int latitude) {
  int count = 0;
  for (int i = 0; i < place_count; i++) count += places[i].latitude > latitude;
  return count;
}

/* ---- workers ---------------------------------------------------------------------------------------------------- */

struct job {
  enum { FREE, WAITING, RUNNING, DONE } state;
  int place;       /* 1..place_count, or 0: an audit */
  int north;       /* places further north than this one */
  long checksum;   /* audit: of the first pass */
  int told, wrong; /* audit: the first pass was reported; passes that came to something else */
  long passes;
};

static struct worker {
  pthread_t thread;
  struct job *job;
  volatile sig_atomic_t interrupted;
} workers[WORKERS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* jobs, and worker.job */
static pthread_t main_thread;

static void on_interrupt(int signo) {
  (void)signo;
  for (int i = 0; i < WORKERS; i++)
    if (pthread_equal(workers[i].thread, pthread_self())) workers[i].interrupted = 1;
}

static void notify(pthread_t thread, int signo) {
  int error = pthread_kill(thread, signo);
  if (error) die("pthread_kill", strerror(error));
}

static void audit(struct worker *self, struct job *job) {
  long passes = 0;
  do {
    long checksum = 0;
    for (int i = 0; i < place_count; i++)
      checksum = (31 * checksum + places[i].longitude + places_north_of(places[i].latitude)) & 0xffffff;
    if (passes++ == 0) {
      pthread_mutex_lock(&lock);
      job->checksum = checksum;
      job->passes = 1;
      pthread_mutex_unlock(&lock);
      notify(main_thread, SIG_NEWS);
    } else if (checksum != job->checksum) {
      job->wrong++;
    }
  } while (!self->interrupted);
}

static void *work(void *argument) {
  struct worker *self = argument;
  sigset_t orders, interrupt;
  sigemptyset(&orders);
  sigaddset(&orders, SIG_WORK);
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIG_INTERRUPT);
  pthread_sigmask(SIG_UNBLOCK, &interrupt, NULL);
  for (;;) {
    int signo;
    sigwait(&orders, &signo);
    pthread_mutex_lock(&lock);
    struct job *job = self->job;
    pthread_mutex_unlock(&lock);
    if (!job) return NULL;
    if (job->place == 0) audit(self, job);
    else job->north = places_north_of(places[job->place - 1].latitude);
    pthread_mutex_lock(&lock);
    job->state = DONE;
    self->job = NULL;
    pthread_mutex_unlock(&lock);
    notify(main_thread, SIG_NEWS);
  }
}

static void start_workers(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt;
  sigaction(SIG_INTERRUPT, &action, NULL);
  for (int i = 0; i < WORKERS; i++) {
    int error = pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    if (error) die("pthread_create", strerror(error));
  }
}

static void end_workers(void) {
  for (int i = 0; i < WORKERS; i++) notify(workers[i].thread, SIG_WORK); /* without a job */
  for (int i = 0; i < WORKERS; i++) pthread_join(workers[i].thread, NULL);
}

/* ---- jobs: a ring, oldest first -------------------------------------------------------------------------------- */

static struct job jobs[JOBS];
static unsigned first_job, next_job;
static int answered, refused, audits, readings;

static struct job *job_at(unsigned index) { return &jobs[index % JOBS]; }

static void give_jobs(void) {
  pthread_mutex_lock(&lock);
  for (unsigned i = first_job; i != next_job; i++)
    for (int w = 0; w < WORKERS && job_at(i)->state == WAITING; w++)
      if (!workers[w].job) {
        job_at(i)->state = RUNNING;
        workers[w].job = job_at(i);
        workers[w].interrupted = 0;
        notify(workers[w].thread, SIG_WORK);
      }
  pthread_mutex_unlock(&lock);
}

static const char *angle(int minutes, const char *positive, const char *negative, char *text) {
  int size = abs(minutes), rest = settings.in_minutes ? size % 60 : size % 60 * 100 / 60;
  snprintf(text, TEXT, settings.in_minutes ? "%dd%02dm %s" : "%d.%02d %s", size / 60, rest,
           minutes < 0 ? negative : positive);
  return text;
}

static void say_job(const struct job *job) {
  char latitude[TEXT], longitude[TEXT];
  const struct place *place = &places[job->place - 1];
  if (job->place == 0) {
    say(job->wrong ? "audit: interrupted, %d passes differ" : "audit: interrupted, all passes agree", job->wrong);
    audits++;
    return;
  }
  say("place %d: %s (%s) %s %s, %d of %d further N", job->place, place->name, place->countries,
      angle(place->latitude, "N", "S", latitude), angle(place->longitude, "E", "W", longitude), job->north,
      place_count);
  answered++;
}

/* Prints what is done, in the order of the requests; an audit keeps nobody waiting. */
static void say_news(void) {
  int in_turn = 1;
  pthread_mutex_lock(&lock);
  for (unsigned i = first_job; i != next_job; i++) {
    struct job *job = job_at(i);
    if (job->place == 0 && job->passes && !job->told) {
      say("audit: the first pass is through, checksum %06lx", job->checksum);
      job->told = 1;
    }
    if (job->state == DONE && (in_turn || job->place == 0)) {
      say_job(job);
      job->state = FREE;
    }
    if (job->state != FREE && job->place != 0) in_turn = 0;
  }
  while (first_job != next_job && job_at(first_job)->state == FREE) first_job++;
  pthread_mutex_unlock(&lock);
}

static void request(const siginfo_t *info, int stopping) {
  int place = info->si_value.sival_int;
  const char *why = NULL;
  if (stopping) why = "stopping";
  else if (info->si_code != SI_QUEUE) why = "no value with it";
  else if (place < 0 || place > place_count) why = "no such place";
  else if (next_job - first_job == JOBS) why = "too many at once";
  if (why) {
    say("request refused: %s", why);
    refused++;
    return;
  }
  struct job job = {.state = WAITING, .place = place};
  pthread_mutex_lock(&lock);
  *job_at(next_job++) = job;
  pthread_mutex_unlock(&lock);
}

static int interrupt_audits(void) {
  int count = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < WORKERS; i++)
    if (workers[i].job && workers[i].job->place == 0) {
      notify(workers[i].thread, SIG_INTERRUPT);
      count++;
    }
  pthread_mutex_unlock(&lock);
  return count;
}

/* ---- the loop --------------------------------------------------------------------------------------------------- */

static struct timespec until_stop; /* CLOCK_MONOTONIC */

static void set_deadline(void) {
  clock_gettime(CLOCK_MONOTONIC, &until_stop);
  until_stop.tv_sec += settings.deadline / 1000;
  until_stop.tv_nsec += settings.deadline % 1000 * 1000000;
  if (until_stop.tv_nsec >= 1000000000) {
    until_stop.tv_sec++;
    until_stop.tv_nsec -= 1000000000;
  }
}

static struct timespec time_left(void) {
  struct timespec now, left = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (now.tv_sec < until_stop.tv_sec || (now.tv_sec == until_stop.tv_sec && now.tv_nsec < until_stop.tv_nsec)) {
    left.tv_sec = until_stop.tv_sec - now.tv_sec;
    left.tv_nsec = until_stop.tv_nsec - now.tv_nsec;
    if (left.tv_nsec < 0) {
      left.tv_sec--;
      left.tv_nsec += 1000000000;
    }
  }
  return left;
}

/* The next signal; 0 when the deadline of a stop has passed. */
static int next_signal(const sigset_t *set, siginfo_t *info, int stopping) {
  for (;;) {
    struct timespec left = time_left();
    int signo = stopping ? sigtimedwait(set, info, &left) : sigwaitinfo(set, info);
    if (signo > 0) return signo;
    if (errno == EAGAIN) return 0;
    if (errno != EINTR) die("sigwaitinfo", strerror(errno));
  }
}

static void serve(const sigset_t *set) {
  int stopping = 0, interrupted = 0;
  while (!stopping || first_job != next_job) {
    siginfo_t info;
    int signo = next_signal(set, &info, stopping && !interrupted);
    if (signo == 0) {
      interrupted = 1;
      say("deadline: %d audit(s) interrupted", interrupt_audits());
    } else if (signo == SIGHUP) {
      readings++;
      if (read_configuration()) say_configuration();
      else say("configuration: nothing is changed");
    } else if (signo == SIGUSR1) {
      say("statistics: answered %d, refused %d, audits %d, configuration read again %d", answered, refused, audits,
          readings);
    } else if (signo == SIGUSR2) {
      if (interrupt_audits() == 0) say("no audit is running");
    } else if (signo == SIG_REQUEST) {
      request(&info, stopping);
    } else if (signo == SIGTERM || signo == SIGINT) {
      say("stopping on %s", signo == SIGTERM ? "TERM" : "INT");
      stopping = 1;
      set_deadline();
    }
    say_news();
    give_jobs();
  }
}

static void write_pid(void) {
  FILE *file = fopen(settings.pidfile, "w");
  if (!file || fprintf(file, "%ld\n", (long)getpid()) < 0 || fclose(file) != 0) die(settings.pidfile, strerror(errno));
}

int main(int argc, char **argv) {
  static const int taken[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2};
  sigset_t set, all;
  if (argc != 2) {
    fprintf(stderr, "usage: atlasd CONFIGURATION\n");
    return 2;
  }
  configuration = argv[1];
  if (!read_configuration()) return 1;
  read_table();

  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  main_thread = pthread_self();
  start_workers();
  write_pid();
  say("ready: %d places, %d workers", place_count, WORKERS);
  say_configuration();

  sigemptyset(&set);
  for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) sigaddset(&set, taken[i]);
  sigaddset(&set, SIG_REQUEST);
  sigaddset(&set, SIG_NEWS);
  serve(&set);

  end_workers();
  unlink(settings.pidfile);
  say("stopped: answered %d, refused %d, audits %d", answered, refused, audits);
  free(places);
  return 0;
}
