#!/bin/sh
# Sees to the other builders that the site is made for, ProperDocs and Zensical, each in a folder of its own:
# build/builders/<name>. What else they need, they share with .venv. Where one cannot be had,
# build/builders/<name>.absent says why, and so does its test.
set -eu

where='import sysconfig; print(sysconfig.get_path("purelib"))'
shared=$(.venv/bin/python -c "$where")

get() {
  name=$1
  home=build/builders/$name
  shift
  [ -f "$home/ready" ] && return 0
  mkdir -p build/builders
  rm -rf "$home" "$home.absent"
  echo "Getting $* for the tests of builders (pip) ..."
  limit=$(command -v timeout >/dev/null && echo 'timeout -k 5 300' || true)
  .venv/bin/python -m venv --without-pip "$home"
  echo "$shared" >"$("$home/bin/python" -c "$where")/shared.pth"
  if $limit "$home/bin/python" -m pip install -qq --disable-pip-version-check "$@" >"$home.log" 2>&1; then
    touch "$home/ready"
  else
    why=$(grep -i error "$home.log" || tail -n 1 "$home.log")
    echo "pip could not install $*: $why" | head -n 1 | cut -c 1-200 >"$home.absent"
    echo "ABSENT: $name ($(cat "$home.absent"))" >&2
  fi
}

get properdocs properdocs==1.6.7
get zensical zensical==0.0.73
