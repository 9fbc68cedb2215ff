/*
 * session.h - what every scanning command does around its own sources: read
 * rules and policy, build the detector, and in the end write the reports and
 * decide the exit status.
 *
 *     if (session_open(&session, options, "tree", &project, err)) ...
 *     scan_run(session.scan, source);
 *     status = session_finish(&session, err);
 *     session_close(&session);
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/command.h"
#include "policy/policy.h"
#include "report/progress.h"
#include "ruleset/ruleset.h"
#include "scan/scan.h"

/* The configuration file of the project that is scanned. */
struct project {
	struct buffer text;
	const char *name; /* for messages; NULL: the project has none */
	enum dialect dialect;
	struct arena arena;
};

/* What such a file may be called, the first that is there counts. */
struct project_file {
	const char *name;
	enum dialect dialect;
};

extern const struct project_file project_files[]; /* ended by name NULL */

void project_init(struct project *project);
void project_release(struct project *project);

/* Looks for .keysieve.toml, then .gitleaks.toml in `folder`. Neither is no error; one that cannot be read is. */
enum status project_find(struct project *project, const char *folder, struct error *err);

struct session {
	const struct options *options;
	struct ruleset rules;
	struct detector *detector, *named; /* `named`: of the built-in rules with a path */
	struct policy *policy;
	struct scan *scan;
	struct progress progress;
	struct result result;
	struct gather_options gather; /* places and its context are the command's to set before session_finish */
	struct buffer id_key;
	struct arena arena;
	double started;
	struct text_list exclude; /* path patterns of the options and of the policy together */
	enum confidence min_confidence;
	bool open;
};

/* `target` is a word for the summary. `project` may be NULL. */
enum status session_open(struct session *s, const struct options *options, const char *target,
			 const struct project *project, struct error *err);

/* Gathers the findings, writes every report and the summary. An exit status. */
int session_finish(struct session *s, struct error *err);
void session_close(struct session *s);

/*
 * Loads the built-in rules, then what the options and the environment name,
 * then the project's file. Warnings go to standard error.
 */
enum status session_load_rules(struct ruleset *set, const struct options *options, const struct project *project,
			       struct error *err);

#endif
