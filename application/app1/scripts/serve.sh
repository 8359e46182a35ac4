#!/bin/sh
# Runs app1 in the foreground. Its data belong into $DSW_VOLUME, its port is $APP1_PORT. In a container APP1_BIND is the address to listen on.
set -eu

exec node scripts/serve.mjs
