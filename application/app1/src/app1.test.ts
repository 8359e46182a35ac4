import { componentConformance } from '@dust-workspace/lifecycle/testing';

await componentConformance(import.meta.dirname, {
  async fill(ports) {
    await fetch(`http://127.0.0.1:${ports['APP1_PORT']}/`);
  },
});
