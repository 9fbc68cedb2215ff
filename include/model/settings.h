/*
 * settings.h - what a config file says besides rules and allowlists.
 */
#ifndef MODEL_SETTINGS_H
#define MODEL_SETTINGS_H

#include "model/rule.h"

struct settings {
	bool has_min_confidence;
	enum confidence min_confidence; /* least confidence to report; meaningless without the flag */
	struct text_list exclude;       /* [paths] exclude: patterns as in .gitignore */
};

#endif
