#include "common/options.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "common/say.h"

/* The bytes of the character at the text's beginning. */
static int character(const char *text) {
  int bytes = 1;
  while ((text[bytes] & 0xC0) == 0x80) ++bytes;
  return bytes;
}

static int next_letter(struct options *options) {
  const char *const at = options->letters;
  const char letter = *options->letters++;
  const struct option_name *name = options->names;
  while (name->name != NULL && name->letter != letter) ++name;
  if (name->name == NULL) {
    say(stderr, "%s: invalid option -- '%.*s'\n", options->tool, character(at), at);
    return '?';
  }
  const char *const rest = *options->letters != '\0' ? options->letters : NULL;
  if (rest == NULL || name->takes_value) options->letters = NULL;
  if (!name->takes_value) return letter;
  options->value = rest != NULL ? rest : *options->words;
  if (options->value == NULL) {
    say(stderr, "%s: option requires an argument -- '%c'\n", options->tool, letter);
    return '?';
  }
  if (rest == NULL) ++options->words;
  return letter;
}

/* By its name, or by as much of it as no other one begins with. */
static const struct option_name *find(const struct options *options, const char *word, size_t length) {
  const struct option_name *found = NULL;
  int others = 0;
  for (const struct option_name *name = options->names; name->name != NULL; ++name) {
    if (strncmp(name->name, word, length) != 0) continue;
    if (name->name[length] == '\0') return name;
    others += found != NULL;
    found = name;
  }
  if (found == NULL) say(stderr, "%s: unrecognized option '--%s'\n", options->tool, word);
  else if (others != 0) say(stderr, "%s: option '--%s' is ambiguous\n", options->tool, word);
  return others == 0 ? found : NULL;
}

static int next_name(struct options *options, const char *word) {
  const size_t length = strcspn(word, "=");
  const struct option_name *const name = find(options, word, length);
  if (name == NULL) return '?';
  options->value = word[length] == '=' ? word + length + 1 : NULL;
  if (!name->takes_value && options->value != NULL) {
    say(stderr, "%s: option '--%s' doesn't allow an argument\n", options->tool, name->name);
    return '?';
  }
  if (!name->takes_value || options->value != NULL) return name->letter;
  options->value = *options->words;
  if (options->value == NULL) {
    say(stderr, "%s: option '--%s' requires an argument\n", options->tool, name->name);
    return '?';
  }
  ++options->words;
  return name->letter;
}

int option_next(struct options *options) {
  if (options->letters != NULL) return next_letter(options);
  const char *const word = *options->words;
  if (word == NULL || word[0] != '-' || word[1] == '\0') return 0;
  ++options->words;
  if (word[1] != '-') {
    options->letters = word + 1;
    return next_letter(options);
  }
  return word[2] == '\0' ? 0 : next_name(options, word + 2);
}

int is_windows_switch(const char *word) {
  size_t length = 1;
  if (word[0] != '/') return 0;
  if (strcmp(word, "/?") == 0) return 1;
  while (isalpha((unsigned char)word[length])) ++length;
  return length > 1 && length < 12 && word[length] == '\0';
}
