/* noise.c - see noise.h */
#include "scan/noise.h"

#include "scan/rank.h"

/* No one writes a longer line by hand. */
#define WRITTEN_LINE_MAX 2000

static const char *const lock_files[] = {
	"package-lock.json",
	"npm-shrinkwrap.json",
	"yarn.lock",
	"pnpm-lock.yaml",
	"bun.lock",
	"Cargo.lock",
	"poetry.lock",
	"Pipfile.lock",
	"uv.lock",
	"pdm.lock",
	"composer.lock",
	"Gemfile.lock",
	"go.sum",
	"go.work.sum",
	"mix.lock",
	"pubspec.lock",
	"Podfile.lock",
	"packages.lock.json",
	"gradle.lockfile",
	"flake.lock",
	"deno.lock",
	"Package.resolved",
	"verification-metadata.xml",
};

static const char *const generated_ends[] = { ".min.js", ".min.css", ".map", ".svg", ".lock", ".snap" };

static struct slice base_name(struct slice path)
{
	size_t start = path.len;

	while (start > 0 && path.at[start - 1] != '/')
		start--;
	return slice_sub(path, start, path.len);
}

static bool is_generated(struct slice path)
{
	struct slice name = base_name(path);

	for (size_t i = 0; i < sizeof(lock_files) / sizeof(lock_files[0]); i++)
		if (slice_is(name, lock_files[i]))
			return true;
	for (size_t i = 0; i < sizeof(generated_ends) / sizeof(generated_ends[0]); i++)
		if (slice_ends_nocase(name, slice_of(generated_ends[i])))
			return true;
	return false;
}

bool noise_is_expected(const struct rule *rule, enum confidence confidence, struct slice path, size_t line_length)
{
	if (confidence == CONFIDENCE_CERTAIN || (confidence == CONFIDENCE_LIKELY && !rank_is_generic(rule)))
		return false;
	return line_length >= WRITTEN_LINE_MAX || is_generated(path);
}
