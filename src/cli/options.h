/* The command line. The tables of commands and options (options.c) are used by the parser, by --help, and by the test that compares the
 * manual with --help. */
#ifndef TEAL_CLI_OPTIONS_H
#define TEAL_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct str;

/* The commands. Each is a bit, so that an option's row can name all commands that take it. */
enum verb {
	COMMAND_WIZARD = 1, /* no word: start, or go on */
	COMMAND_TRAIN = 2,
	COMMAND_REPORT = 4,
	COMMAND_STATUS = 8,
	COMMAND_RUNS = 16,
	COMMAND_REVIEW = 32,
	COMMAND_RELEASES = 64,
	COMMAND_CATALOG = 128,
	COMMAND_VERIFY = 256,
};

/* The options that take no value. */
enum option_flags {
	OPTION_PLAIN = 1,
	OPTION_NEW = 2,
	OPTION_OBSERVE = 4,
	OPTION_ASCII = 8,
	OPTION_QUIET = 16,
	OPTION_KEEP = 32,
	OPTION_JSON = 64,
	OPTION_HELP = 128,
	OPTION_VERSION = 256,
	OPTION_OFFLINE = 512,
	OPTION_VALUES = 1024,
};

/* Defaults of a training: large enough that the copy takes visible time, small enough to start within seconds. */
#define OPTION_IDENTITIES 20000
#define OPTION_RATE 100

/* Defaults of a comparison: an hour in seconds for one question to a server, and ten named rows for each table. */
#define OPTION_TIMEOUT 3600
#define OPTION_ROWS 10

/* The most operands that any command takes. */
#define OPTION_OPERANDS 3

/* The parsed command line. Texts are borrowed from argv; NULL: not given. */
struct options {
	enum verb command;
	unsigned flags;
	const char *answers, *settings, *run, *color, *strategy, *format;
	const char *scenario; /* of a training */
	const char *changelog, *source_db; /* of releases */
	const char *mirror_api, *mirror_raw, *ca_file; /* of releases and catalog */
	const char *refresh, *product; /* of catalog */
	const char *source, *target, *tables, *columns_of, *diff; /* of verify; the first two are given, unless help is wanted */
	const char *operand[OPTION_OPERANDS]; /* the words that are no options; as many as the command wants, unless help is */
	size_t operands;
	/* Of a training and of a comparison (rate: of both; 0: as fast as it goes); always set, and within the bounds of the table. */
	int64_t identities, rate, jobs, timeout, rows;
};

/* On failure ERR_INPUT, with the nearest word that would be right. */
bool options_parse(struct options *, int argc, char *const *argv, struct err *);
/* The text of --help. */
void options_help(struct str *out);
/* --json or --format=json was given. */
bool options_want_json(const struct options *);

#endif
