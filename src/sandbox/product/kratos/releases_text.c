/* The training's texts about releases of Kratos and of its charm. The breaking change of 1.1.0 is the one entry that an operator has to
 * read in the step of the releases. */
#include "config.h"

#include "sandbox/product/kratos/releases_parts.h"

#include <stddef.h>

/* Wrapped at 80 columns, like the real file. Like the real file, it does not mention the twelve migrations of 1.1.0. */
const struct release_notes release_notes_product[] = {
	{ "1.1.0", "1.0.0", NULL,
	  "Training text. Sign-in by a code that is sent, and organizations that a person\n"
	  "belongs to. The real notes of this release are at\n"
	  "https://github.com/ory/kratos/releases.\n"
	  "\n"
	  "## Breaking Changes\n"
	  "\n"
	  "Training text: the configuration key `courier.training_footer` is now\n"
	  "`courier.training.footer`. A file that still has the old key is read, and the key\n"
	  "is passed over without a warning: messages then go out without their footer.\n"
	  "Rename it before the new release starts. No other key is touched, and no row of\n"
	  "the database is.\n"
	  "\n"
	  "### Bug Fixes\n"
	  "\n"
	  "- **training:** Answer a second click on the link of a message as the first\n"
	  "- **training:** Keep the return address when a flow is begun anew\n"
	  "- **training:** Order a person's sessions by the time they were made\n"
	  "\n"
	  "### Features\n"
	  "\n"
	  "- **training:** Look for people by a part of their address\n"
	  "- **training:** Send a code in place of a password, by mail\n"
	  "- **training:** Tell which of several channels a message took\n"
	  "\n"
	  "### Tests\n"
	  "\n"
	  "- **training:** Wait for the mail server instead of guessing\n" },
	{ "1.0.0", "0.13.0", NULL,
	  "Training text. The first release that calls itself finished.\n"
	  "\n"
	  "### Bug Fixes\n"
	  "\n"
	  "- **training:** Accept long addresses to return to\n"
	  "- **training:** Find the session of a device that was renamed\n"
	  "\n"
	  "### Documentation\n"
	  "\n"
	  "- **training:** Say what happens when a cookie is too old\n"
	  "\n"
	  "### Features\n"
	  "\n"
	  "- **training:** Exchange a code for a session in programs that are no browsers\n" },
	{ "0.13.0", "0.11.1", NULL,
	  "Training text. There is no 0.12 in this list, and there never was one.\n"
	  "\n"
	  "### Bug Fixes\n"
	  "\n"
	  "- **training:** Make room for longer session tokens\n"
	  "\n"
	  "### Performance Improvements\n"
	  "\n"
	  "- **training:** Look a person up by the address without reading all of them\n" },
	{ 0 },
};

/* The charm's generator writes releases as headings of the second level. The real notes rarely name the product's version, and these do not
 * either. */
const struct release_notes release_notes_charm[] = {
	{ "1.0.1", "1.0.0", "2025-07-02",
	  "### Bug Fixes\n"
	  "\n"
	  "* training: wait for the container before the service is planned\n" },
	{ "1.0.0", "0.9.0", "2025-06-12",
	  "### ⚠ BREAKING CHANGES\n"
	  "\n"
	  "* training: an action that nobody called is gone\n"
	  "\n"
	  "### Features\n"
	  "\n"
	  "* training: tell the dashboard how long a sign-in takes\n"
	  "\n"
	  "### Bug Fixes\n"
	  "\n"
	  "* training: say in the status which relation is missing\n" },
	{ 0 },
};
