#!/bin/sh
# Builds what this component runs and initialises with, and what dust-oauth and dust-sqlite-worker run: all are programs of one crate.
exec ../dust-source/scripts/build-core.sh core-api oauth sqlite-worker init_db elasticsearch_create_index qdrant_create_collection
