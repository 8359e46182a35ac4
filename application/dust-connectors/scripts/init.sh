#!/bin/sh
exec scripts/initialise.sh
