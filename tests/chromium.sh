#!/bin/sh
# Sees to a Chromium for the browser tests: the machine's own, else Debian's package, else Playwright's download.
set -eu

found() {
  for name in chromium chromium-browser google-chrome; do
    "$name" --version >/dev/null 2>&1 && return 0
  done
  return 1
}

apt() {
  command -v apt-get >/dev/null || return 1
  root=
  [ "$(id -u)" = 0 ] || { sudo -n true 2>/dev/null || return 1; root='sudo -n'; }
  echo 'Installing chromium for the browser tests (apt-get) ...'
  $root apt-get update -qq >/dev/null &&
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
      -o DPkg::Lock::Timeout=120 chromium fonts-dejavu-core >/dev/null
}

download() {
  limit=$(command -v timeout >/dev/null && echo 'timeout -k 5 300' || true)
  echo 'Downloading Chromium for the browser tests (playwright) ...'
  $limit .venv/bin/playwright install chromium >/dev/null 2>&1
}

found || { apt && found; } || download ||
  echo 'SKIPPED: browser tests (no Chromium: none on PATH, and neither apt-get nor playwright could install one)' >&2
