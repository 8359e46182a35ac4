#!/bin/sh
# Runs Tika's server in the foreground: the program tika-server where there is one, otherwise the jar of the standard server with Java.
set -eu

if program=$(command -v tika-server); then
  exec "$program" --host 127.0.0.1 --port "$TIKA_PORT"
fi

# The newest of the folder with the highest priority.
for candidate in "${TIKA_SERVER_JAR:-}" \
  "${XDG_CACHE_HOME:-${HOME:-}/.cache}"/dust-workspace/tika/tika-server-standard-*.jar \
  /opt/tika/tika-server-standard-*.jar /usr/share/java/tika-server-standard*.jar; do
  if [ -f "$candidate" ]; then jar=$candidate; fi
  if [ -n "${TIKA_SERVER_JAR:-}" ]; then break; fi
done

if [ -z "${jar:-}" ]; then
  if [ -n "${TIKA_SERVER_JAR:-}" ]; then
    echo "TIKA_SERVER_JAR is $TIKA_SERVER_JAR, where there is no file." >&2
  else
    echo 'There is neither a program tika-server nor the jar of the server.' >&2
  fi
  echo 'Install the jar tika-server-standard (2.9), see platform/tika/README.md, and set TIKA_SERVER_JAR to where it is.' >&2
  exit 1
fi

# Beside itself Tika keeps a process that does the work, and starts it again when a document was too much for it.
exec java -Djava.awt.headless=true -jar "$jar" --host 127.0.0.1 --port "$TIKA_PORT"
