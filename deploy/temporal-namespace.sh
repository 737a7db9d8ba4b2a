#!/bin/sh
# Creates the namespace for the program's workflows. Finished workflows are kept for 30 days.
set -eu
temporal operator namespace describe -n default >/dev/null 2>&1 && exit 0
temporal operator namespace create -n default --retention 720h
