#!/bin/sh
# The namespace that the sale's workflows live in; finished ones are kept for 30 days.
set -eu
temporal operator namespace describe -n default >/dev/null 2>&1 && exit 0
temporal operator namespace create -n default --retention 720h
