/* decision.c - what the filters are called; see decision.h */
#include "engine/decision.h"

const char *filter_verdict(enum filter filter)
{
	switch (filter) {
	case FILTER_NONE:
		break;
	case FILTER_KEYWORD:
		return "dropped: none of its keywords stands in the text";
	case FILTER_EXAMPLE:
		return "dropped: a published example";
	case FILTER_ENTROPY:
		return "dropped by its entropy";
	case FILTER_CONFIDENCE:
		return "dropped by its confidence";
	case FILTER_PLACEHOLDER:
		return "dropped as a placeholder";
	case FILTER_JUDGE:
		return "dropped by the judge";
	}
	return "kept";
}
