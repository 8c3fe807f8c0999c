#!/bin/sh
# Gets programs of others that tests run, by npm: `sh tests/npm.sh NAME RUNTIME PACKAGE...` installs the packages
# into build/NAME, once for each version, where the runtime (node, java) is here. What is missing is said, and
# is no error: the tests that need it are skipped by name.
set -eu

name=$1 runtime=$2
shift 2
home=build/$name
ready="$home/$(echo "$*" | tr ' @' '-_')"

skip() {
  echo "SKIPPED: $1" >&2
  exit 0
}

[ -f "$ready" ] && exit 0
command -v "$runtime" >/dev/null || skip "no $runtime to run $*"
command -v npm >/dev/null || skip "no npm to get $* with"
mkdir -p "$home"
echo "Getting $* (npm) ..."
limit=$(command -v timeout >/dev/null && echo 'timeout -k 5 300' || true)
$limit npm install --silent --no-audit --no-fund --ignore-scripts --no-save --prefix "$home" "$@" >/dev/null 2>&1 ||
  skip "npm could not get $*"
touch "$ready"
