import type Docker from 'dockerode';
import type { PublisherOf } from '../portsTaken.js';

/** Which container of an engine has published a port, in words, if one has. */
export function publisherIn(docker: Docker): PublisherOf {
  return async (port) => {
    const containers = await docker.listContainers();
    const holder = containers.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
    return holder === undefined
      ? undefined
      : `the container ${holder.Names[0]?.replace(/^\//, '') ?? holder.Id.slice(0, 12)} (${holder.Image})`;
  };
}
