/* teal-juju: the `juju` of a training sandbox. It sends its arguments to the daemon as one line of JSON and relays what comes
 * back: {"out":…}, {"err":…}, {"ask":1} (a line of stdin is wanted), {"file":…} (for --output) and {"exit":rc}.
 * The daemon knows all commands and options; this program only finds the files that an option names. Ending it ends nothing in the
 * sandbox: a task that was started goes on. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "port/paths.h"

/* The largest file that goes along; the daemon reports a larger one as missing. */
#define FILE_MAX ((size_t)1 << 20)

/* The variables of the environment that change juju's answer. */
static const char *const passed_on[] = { "JUJU_MODEL", "JUJU_CONTROLLER", "JUJU_STATUS_ISO_TIME", "JUJU_SKIP_CONFIRMATION", "NO_COLOR",
	                                 "TERM" };

/* In juju's form, so that Teal treats it as an error of juju's. */
static int fail(const char *why)
{
	fprintf(stderr, "ERROR %s\n", why);
	return 1;
}

/* A file that cannot be read is no error here: the daemon reports it in the words of the command that needs it. */
static void put_file(struct json *files, const char *path)
{
	struct str text;

	str_init(&text, FILE_MAX);
	if (*path && file_read(path, FILE_MAX, &text, NULL))
		json_put_str(files, path, str_text(&text));
	str_release(&text);
}

/* A file may be the value of an option (--params f, --config=f, --file f) or stand after key=@. Whatever can be read goes along. */
static struct json *readable_files(int argc, char **argv)
{
	struct json *files = json_object();

	for (int i = 1; i < argc; i++) {
		const char *at = strstr(argv[i], "=@"), *equals = strchr(argv[i], '=');
		bool dashed = strncmp(argv[i], "--", 2) == 0;
		bool takes =
			strncmp(argv[i], "--params", 8) == 0 || strncmp(argv[i], "--config", 8) == 0 || strncmp(argv[i], "--file", 6) == 0;

		if (at)
			put_file(files, at + 2);
		else if (dashed && takes && equals)
			put_file(files, equals + 1);
		else if (dashed && takes && i + 1 < argc)
			put_file(files, argv[i + 1]);
	}
	return files;
}

/* juju prints times in the client's zone; the daemon may run in another. */
static struct json *zone_here(void)
{
	struct json *zone = json_object();
	time_t now = time(NULL);
	struct tm tm = { 0 };

	localtime_r(&now, &tm);
	json_put_int(zone, "offset", tm.tm_gmtoff);
	json_put_str(zone, "name", tm.tm_zone ? tm.tm_zone : "UTC");
	return zone;
}

/* All that the daemon may know of this process: arguments, folder, a few variables, files, zone. */
static struct json *request_make(int argc, char **argv)
{
	struct json *request = json_object(), *list = json_array(), *env = json_object();
	char cwd[4096];

	for (int i = 1; i < argc; i++)
		json_push_str(list, argv[i]);
	for (size_t i = 0; i < mem_count(passed_on); i++)
		if (getenv(passed_on[i]))
			json_put_str(env, passed_on[i], getenv(passed_on[i]));
	json_put(request, "argv", list);
	json_put_str(request, "cwd", getcwd(cwd, sizeof(cwd)) ? cwd : "/");
	json_put(request, "env", env);
	json_put(request, "files", readable_files(argc, argv));
	json_put(request, "zone", zone_here());
	return request;
}

/* Takes o. The socket blocks: the client has nothing else to do meanwhile. */
static bool send_line(int fd, struct json *o)
{
	char *line = json_line(o), *whole = mem_printf("%s\n", line);
	size_t len = strlen(whole), done = 0;
	ssize_t n = 0;

	while (done < len && (n = send(fd, whole + done, len - done, MSG_NOSIGNAL)) > 0)
		done += (size_t)n;
	json_free(o);
	free(line);
	free(whole);
	return done == len;
}

/* A line of standard input, or null at its end. */
static void answer(int fd)
{
	struct json *o = json_object();
	char *line = NULL;
	size_t cap = 0;
	ssize_t n = getline(&line, &cap, stdin);

	if (n > 0 && line[n - 1] == '\n')
		line[n - 1] = '\0';
	json_put_str(o, "answer", n > 0 ? line : NULL);
	send_line(fd, o);
	free(line);
}

/* The file of --output is written with the client's rights, in the client's folder: the daemon may have neither. */
static int write_file(const struct json *file)
{
	const char *path = json_str(file, "path", ""), *text = json_str(file, "text", "");
	struct err err = { 0 };

	return file_write(path, text, strlen(text), &err) ? 0 : fail(err.why);
}

/* Prints as it comes, so that the id of a task is seen while the action runs. */
static int relay(int fd)
{
	FILE *in = fdopen(fd, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = -1, failed = 0;

	while (in && rc < 0 && (n = getline(&line, &cap, in)) > 0) {
		struct json *o = json_parse(line, (size_t)n, NULL);

		fputs(json_str(o, "err", ""), stderr);
		fputs(json_str(o, "out", ""), stdout);
		/* A pipe is read while the command runs. */
		fflush(stdout);
		if (json_get(o, "file"))
			failed = write_file(json_get(o, "file"));
		if (json_get(o, "ask"))
			answer(fd);
		rc = (int)json_int(o, "exit", -1);
		json_free(o);
	}
	free(line);
	if (in)
		fclose(in);
	/* The command went well and its output could not be kept: that is a failure. */
	if (rc == 0 && failed)
		return failed;
	return rc >= 0 ? rc : fail("the training sandbox went away: start it again with teal train");
}

/* The script <dir>/bin/juju sets TEAL_SANDBOX. Without the variable the client cannot know its sandbox and refuses, instead of finding one
 * by a guess. */
int main(int argc, char **argv)
{
	const char *dir = getenv("TEAL_SANDBOX");
	/* sun_path has room for 107 bytes and the final zero (unix(7)). */
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, n;

	tzset();
	if (!dir || !*dir)
		return fail("TEAL_SANDBOX is not set: this juju belongs to a training sandbox, start one with teal train");
	n = snprintf(address.sun_path, sizeof(address.sun_path), "%s/juju.sock", dir);
	if (n < 0 || (size_t)n >= sizeof(address.sun_path))
		return fail("the path of the training sandbox is too long");
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return fail("no training sandbox answers there: start it again with teal train");
	if (!send_line(fd, request_make(argc, argv)))
		return fail("the training sandbox does not take the command");
	return relay(fd);
}
