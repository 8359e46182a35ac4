#!/bin/sh
# Makes the folder `copy` in the volume with a copy of the database as of one moment, page by page, while the server runs.
set -eu
umask 077
cd "$DSW_VOLUME"
rm -rf copy
mkdir copy
# The transaction holds the moment: without it the copy would begin again whenever the server writes.
sqlite3 -bail data/temporal.db <<'END'
.timeout 30000
BEGIN;
.once /dev/null
SELECT count(*) FROM sqlite_master;
.backup copy/temporal.db
COMMIT;
END
