/* Times are written in UTC and in forms that no language changes: they stand in journals and in names. */
#include "config.h"

#include "base/clock.h"

#include "base/mem.h"

/* Rounds towards the past, so that times before 1970 keep their milliseconds positive. */
static void split(int64_t wall_ms, struct tm *tm, int *ms)
{
	int64_t s = wall_ms / 1000;
	time_t t;

	*ms = (int)(wall_ms % 1000);
	if (*ms < 0) {
		*ms += 1000;
		s--;
	}
	t = (time_t)s;
	gmtime_r(&t, tm);
}

/* Milliseconds are always written with three digits, so that texts of different times sort like the times. */
void clock_iso(int64_t wall_ms, char out[CLOCK_TEXT])
{
	struct tm tm;
	size_t n;
	int ms;

	split(wall_ms, &tm, &ms);
	n = strftime(out, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + n, CLOCK_TEXT - n, ".%03dZ", ms);
}

/* Without a date: for the log of one night, where the date would repeat on each line. */
void clock_hms(int64_t wall_ms, char out[CLOCK_TEXT])
{
	struct tm tm;
	int ms;

	split(wall_ms, &tm, &ms);
	strftime(out, CLOCK_TEXT, "%H:%M:%S", &tm);
}

/* Exactly n digits, within [low, high]; moves *text behind them. */
static bool digits(const char **text, int n, int low, int high, int *out)
{
	int value = 0;

	for (int i = 0; i < n; i++, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		value = value * 10 + (**text - '0');
	}
	*out = value;
	return value >= low && value <= high;
}

/* Moves *text behind c when c stands there; the parts of a time that may be missing are tried with this. */
static bool skip(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

/* ".5" or ".123456" in milliseconds; digits finer than a millisecond are read and dropped. */
static bool fraction(const char **text, int *ms)
{
	int scale = 100, seen = 0, digit;

	for (*ms = 0; **text >= '0' && **text <= '9'; scale /= 10, seen++) {
		digits(text, 1, 0, 9, &digit);
		*ms += digit * scale;
	}
	return seen > 0;
}

/* Seconds may be missing. 60 is accepted as a second, because a leap second has that number. */
static bool time_of_day(const char **text, struct tm *tm, int *ms)
{
	if (!digits(text, 2, 0, 23, &tm->tm_hour) || !skip(text, ':') || !digits(text, 2, 0, 59, &tm->tm_min))
		return false;
	if (!skip(text, ':'))
		return true;
	return digits(text, 2, 0, 60, &tm->tm_sec) && (!skip(text, '.') || fraction(text, ms));
}

/* "Z", "+00", "-05:30", "+0200" or nothing. *ahead_ms is how far the zone's clock is ahead of UTC. */
static bool zone(const char **text, int64_t *ahead_ms)
{
	int hours, minutes = 0, sign = **text == '-' ? -1 : 1;

	*ahead_ms = 0;
	if (!skip(text, '+') && !skip(text, '-')) {
		skip(text, 'Z');
		return true;
	}
	if (!digits(text, 2, 0, 15, &hours) || ((skip(text, ':') || **text) && !digits(text, 2, 0, 59, &minutes)))
		return false;
	*ahead_ms = sign * (hours * 60 + minutes) * (int64_t)60000;
	return true;
}

/* timegm reads the 31st of November as the 1st of December, so a date that comes back with another day of the
 * month does not exist. */
static bool day_exists(struct tm tm)
{
	struct tm date = { .tm_year = tm.tm_year, .tm_mon = tm.tm_mon, .tm_mday = tm.tm_mday };

	timegm(&date);
	return date.tm_mday == tm.tm_mday;
}

/* Each part is checked against its range, and the day against its month. A date alone means midnight in UTC. */
bool clock_parse_iso(const char *text, int64_t *wall_ms)
{
	struct tm tm = { 0 };
	int64_t ahead = 0;
	int ms = 0;

	if (!text || !digits(&text, 4, 0, 9999, &tm.tm_year) || !skip(&text, '-') || !digits(&text, 2, 1, 12, &tm.tm_mon) ||
	    !skip(&text, '-') || !digits(&text, 2, 1, 31, &tm.tm_mday))
		return false;
	if ((skip(&text, 'T') || skip(&text, ' ')) && (!time_of_day(&text, &tm, &ms) || !zone(&text, &ahead)))
		return false;
	if (*text)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	if (!day_exists(tm))
		return false;
	*wall_ms = (int64_t)timegm(&tm) * 1000 + ms - ahead;
	return true;
}

/* At most two units: the seconds of a duration of hours tell the reader nothing. */
void clock_span(int64_t ms, char out[CLOCK_TEXT])
{
	int64_t s = ms / 1000;

	if (ms < 1000)
		snprintf(out, CLOCK_TEXT, "%d ms", (int)(ms < 0 ? 0 : ms));
	else if (s < 10)
		snprintf(out, CLOCK_TEXT, "%d.%d s", (int)s, (int)(ms % 1000 / 100));
	else if (s < 60)
		snprintf(out, CLOCK_TEXT, "%d s", (int)s);
	else if (s < 3600)
		snprintf(out, CLOCK_TEXT, "%d m %02d s", (int)(s / 60), (int)(s % 60));
	else if (s < 48 * 3600)
		snprintf(out, CLOCK_TEXT, "%d h %02d m", (int)(s / 3600), (int)(s / 60 % 60));
	else
		snprintf(out, CLOCK_TEXT, "%lld d", (long long)(s / 86400));
}

/* 999.5 rather than 1000, so that no number is rounded up to "1000 kB". */
void clock_bytes(int64_t bytes, char out[CLOCK_TEXT])
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	double n = (double)(bytes < 0 ? 0 : bytes);
	size_t u = 0;

	while (n >= 999.5 && u + 1 < mem_count(unit)) {
		n /= 1000;
		u++;
	}
	snprintf(out, CLOCK_TEXT, u && n < 9.95 ? "%.1f %s" : "%.0f %s", n, unit[u]);
}

/* A blank between the groups, which no language takes for a decimal mark. */
void clock_count(int64_t n, char out[CLOCK_TEXT])
{
	char digits[CLOCK_TEXT];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;

	for (int i = 0; i < len && at < CLOCK_TEXT - 2; i++) {
		out[at++] = digits[i];
		if (digits[i] != '-' && (len - i - 1) % 3 == 0 && i + 1 < len)
			out[at++] = ' ';
	}
	out[at] = '\0';
}
