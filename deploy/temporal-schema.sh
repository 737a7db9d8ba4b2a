#!/bin/sh
# Creates or updates Temporal's two databases. It may run any number of times.
set -eu

update() { # DATABASE FOLDER
  tool="temporal-sql-tool --plugin postgres12 --ep $POSTGRES_SEEDS -p ${DB_PORT:-5432} -u $POSTGRES_USER --db $1"
  # Set up only a database without a schema. setup-schema would reset an existing one to version 0.
  $tool update-schema --schema-name "postgresql/v12/$2" && return
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema --schema-name "postgresql/v12/$2"
}

update temporal temporal
update temporal_visibility visibility
