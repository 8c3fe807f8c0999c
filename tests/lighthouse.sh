#!/bin/sh
# Sees to Lighthouse for `make lighthouse`: build/lighthouse, from npm. It needs Node.js and a Chromium.
set -eu

[ -x build/lighthouse/node_modules/.bin/lighthouse ] && exit 0
command -v npm >/dev/null || { echo 'Lighthouse needs npm to get it with.' >&2; exit 1; }
mkdir -p build/lighthouse
echo 'Getting Lighthouse (npm) ...'
npm install --silent --no-audit --no-fund --ignore-scripts --no-save --prefix build/lighthouse lighthouse@12.8.2 >/dev/null
