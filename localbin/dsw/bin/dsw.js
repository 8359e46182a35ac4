#!/usr/bin/env node
// The command as it is installed from a package. In this workspace localbin/bin/dsw starts it faster.
import '../dist/main.js';
