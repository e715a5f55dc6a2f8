#!/usr/bin/env bash
# Installs what the tests need beside Go, Node, make and git: a browser, a
# PostgreSQL server, a Prometheus server and tools that read PDF files. Where it
# may not install, it says in one line what is missing and how to get it; the
# tests then report those parts as skipped, and fail under CI=true.
set -euo pipefail

has_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

missing=()
command -v chromium >/dev/null || missing+=(chromium)
has_postgres || missing+=(postgresql)
command -v prometheus >/dev/null || missing+=(prometheus)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
command -v qpdf >/dev/null || missing+=(qpdf)
[ ${#missing[@]} -eq 0 ] && exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=(sudo -n); else
    echo "setup: missing ${missing[*]}; get them with: sudo apt-get install ${missing[*]}" >&2
    exit 0
  fi
fi
if ! command -v apt-get >/dev/null; then
  echo "setup: missing ${missing[*]}; install them with this system's package manager" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! "${sudo[@]}" apt-get update -qq >/dev/null || ! "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
  echo "setup: could not install ${missing[*]}; get them with: apt-get install ${missing[*]}" >&2
fi
