import type Docker from 'dockerode';
import { text } from 'node:stream/consumers';

/** Takes an image from one engine to another, under the same name. */
export async function copyImage(from: Docker, to: Docker, image: string): Promise<void> {
  const said = await text(await to.loadImage(await from.getImage(image).get()));
  if (said.includes('"error')) throw new Error(`${image} cannot be copied: ${said}`);
}
