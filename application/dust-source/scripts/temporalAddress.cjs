// Loaded before a program of Dust. In development upstream connects to Temporal without an address, which means localhost:7233; here that is what
// TEMPORAL_ADDRESS says, so that Temporal may be in another container, or on another port. An address that upstream gives stays.
const Module = require('node:module');

const address = process.env.TEMPORAL_ADDRESS;
const load = Module._load;
const seen = new WeakSet();

if (address)
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    if (request === '@temporalio/client' || request === '@temporalio/worker') withAddress(loaded);
    return loaded;
  };

function withAddress({ Connection, NativeConnection }) {
  for (const [type, methods] of [
    [Connection, ['connect', 'lazy']],
    [NativeConnection, ['connect', 'create']],
  ])
    for (const method of typeof type === 'function' && !seen.has(type) ? methods : []) {
      const original = type[method];
      if (typeof original === 'function') type[method] = (options) => original.call(type, { address, ...options });
    }
  for (const type of [Connection, NativeConnection]) if (typeof type === 'function') seen.add(type);
}
