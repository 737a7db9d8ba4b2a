#!/bin/sh
# Brings Temporal's two databases up to date. Run again it changes nothing.
set -eu

bring_up_to_date() { # DATABASE FOLDER
  tool="temporal-sql-tool --plugin postgres12 --ep $POSTGRES_SEEDS -p ${DB_PORT:-5432} -u $POSTGRES_USER --db $1"
  # A database that has a schema is only updated: setting one up again would begin at version 0.
  $tool update-schema --schema-name "postgresql/v12/$2" && return
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema --schema-name "postgresql/v12/$2"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
