/* version.h - the one place that knows the release number. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define KEYSIEVE_NAME    "keysieve"
#define KEYSIEVE_VERSION "0.1.0"

#endif
