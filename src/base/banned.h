/* Calls that this project does not make: each has a bounded or re-entrant twin. Included through base/mem.h. */
#ifndef TEAL_BASE_BANNED_H
#define TEAL_BASE_BANNED_H

#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok atoi atol gets system popen sleep ctime localtime gmtime

#endif
