#!/bin/sh
# Run once by the official image, on an empty data volume: a role and a database for each service.
# roles.sql is what `digisilta provision --sql` prints; `digisilta up` runs the same statements.
set -eu
psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set ON_ERROR_STOP=1 \
  --set directory_password="$DIRECTORY_PASSWORD" \
  --set mentoring_password="$MENTORING_PASSWORD" \
  --set metrics_password="$METRICS_PASSWORD" \
  --set gateway_password="$GATEWAY_PASSWORD" \
  --file "${ROLES_SQL:-/etc/digisilta/roles.sql}"
