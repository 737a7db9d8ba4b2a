#!/usr/bin/env bash
# Checks the alert rules with promtool: their syntax, and when each one fires. Exits with 77 if promtool is missing.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v promtool >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    install() { apt-get install -qqy --no-install-recommends prometheus; }
    (install || (apt-get update -qq && install)) >/dev/null 2>&1 || true
  fi
  command -v promtool >/dev/null || { echo 'promtool is missing (Debian: prometheus)' >&2; exit 77; }
fi
promtool check rules alerts.yaml
promtool test rules alerts.test.yaml
