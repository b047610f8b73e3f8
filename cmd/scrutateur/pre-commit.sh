#!/usr/bin/env bash
# The hook of .pre-commit-hooks.yaml: builds this command alone from the clone that pre-commit keeps, and lints the repository in
# whose root it is run.
#
# pre-commit's own way for Go, language: golang, runs "go install ./..." in the clone: the examples with their databases and
# providers' clients, and what they need downloaded anew, to get one command.
#
# go build is asked each time. It takes a moment when nothing changed, and builds anew when the Go toolchain did: a linter that is
# older than the compiler cannot read what the compiler writes.
set -euo pipefail
clone=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
(
	# git has told its hooks which repository they are run for. The clone is another one.
	unset $(git rev-parse --local-env-vars)
	cd "$clone"
	GOFLAGS=-mod=readonly GOWORK=off go build -o .pre-commit/ ./cmd/scrutateur
)
exec "$clone/.pre-commit/scrutateur" lint "$@"
