#!/usr/bin/env bash
# Prints the path of a Chromium for the page's tests: $CHROMIUM, one that is installed, or Debian's package.
set -euo pipefail

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if [[ -n $name ]] && command -v "$name"; then return; fi
  done
  return 1
}

if [[ -n ${CHROMIUM:-} ]] && ! command -v "$CHROMIUM" >/dev/null; then
  echo "CHROMIUM names no program: $CHROMIUM" >&2
  exit 1
fi
if find_chromium; then exit; fi

if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  echo "==> browser: install Debian's Chromium" >&2
  {
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium fonts-liberation
  } >&2
  if find_chromium; then exit; fi
fi
echo "The page's tests need Chromium or Chrome: install one, or name one in CHROMIUM (make test CHROMIUM=/path)." >&2
exit 1
