#!/bin/sh
# Sees to programs of others that the tests run: build/npm/node_modules. They come by npm and run in Node.
set -eu

skip() {
  echo "SKIPPED: $1" >&2
  exit 0
}

packages='yaml-language-server@1.25.0 gitlab-ci-local@4.61.1'
ready="build/npm/$(echo "$packages" | tr ' @' '-_')"
[ -f "$ready" ] && exit 0
command -v node >/dev/null || skip "no Node to run $packages"
command -v npm >/dev/null || skip "no npm to get $packages with"
mkdir -p build/npm
echo "Getting $packages for the tests (npm) ..."
limit=$(command -v timeout >/dev/null && echo 'timeout -k 5 300' || true)
# shellcheck disable=SC2086
$limit npm install --silent --no-audit --no-fund --ignore-scripts --no-save --prefix build/npm $packages >/dev/null 2>&1 ||
  skip "npm could not get $packages"
touch "$ready"
