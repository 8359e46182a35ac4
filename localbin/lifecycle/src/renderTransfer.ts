import { formatBytes } from '@dust-workspace/backup';
import type { Transfer } from './events.js';

/** How far data are, in words: `120.5 MB of 755.0 MB, 98.2 MB/s, 0:02`. */
export function renderTransfer({ bytes, expected, milliseconds, ended }: Transfer): string {
  const amount = expected === undefined || ended ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(expected)}`;
  const rate = milliseconds === 0 ? [] : [`${formatBytes(Math.round((bytes * 1_000) / milliseconds))}/s`];
  return [amount, ...rate, clockOf(milliseconds)].join(', ');
}

/** A bar of `width` characters; one without an end in sight where nobody knows how much there will be. */
export function renderBar({ bytes, expected }: Transfer, width: number): string {
  if (expected === undefined || expected === 0) return '·'.repeat(width);
  const filled = Math.min(width, Math.floor((bytes / expected) * width));
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}

function clockOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const padded = (number: number): string => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(seconds % 60)}` : `${minutes}:${padded(seconds % 60)}`;
}
