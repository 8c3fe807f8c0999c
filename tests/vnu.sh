#!/bin/sh
# Sees to the Nu HTML checker for the tests of HTML: build/vnu/vnu.jar, from the npm package of its makers. It needs Java.
set -eu

jar=build/vnu/node_modules/vnu-jar/build/dist/vnu.jar

skip() {
  echo "SKIPPED: the HTML checker ($1)" >&2
  exit 0
}

[ -f "$jar" ] && exit 0
command -v java >/dev/null || skip 'no Java'
command -v npm >/dev/null || skip 'no npm to get it with'
mkdir -p build/vnu
echo 'Getting the Nu HTML checker for the tests of HTML (npm) ...'
limit=$(command -v timeout >/dev/null && echo 'timeout -k 5 300' || true)
$limit npm install --silent --no-audit --no-fund --ignore-scripts --no-save --prefix build/vnu vnu-jar@26.9.27 >/dev/null 2>&1 ||
  skip 'npm could not get vnu-jar'
[ -f "$jar" ] || skip 'the package holds no vnu.jar'
