#!/bin/bash
# Run once, when the database is made: replicas may connect with the password.
set -euo pipefail
echo 'host replication all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
