#!/bin/sh
exec ../dust-source/scripts/install-packages.sh client sparkle
