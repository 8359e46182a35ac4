/** Manifests of components by the runtimes that they have. */
const process = { process: { command: ['sleep', 'infinity'] } };
const compose = { compose: { file: 'compose.yaml', service: 'main' } };

export const both = { manifest: { runtimes: { ...process, ...compose } } };
export const onlyProcess = { manifest: { runtimes: process } };
export const onlyCompose = { manifest: { runtimes: compose } };
