#!/bin/bash
# A copy of the primary on the first start, which then follows it.
set -euo pipefail
data=/var/lib/postgresql/replica
if [ ! -s "$data/PG_VERSION" ]; then
  rm -rf "$data"
  install -d -o postgres -g postgres -m 700 "$data"
  gosu postgres pg_basebackup -h database -U onrecord -D "$data" -R -X stream -C -S onrecord_replica
fi
exec gosu postgres postgres -D "$data" -c hot_standby=on
