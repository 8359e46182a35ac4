/** What an instance takes of the machine. */
export interface Usage {
  /**
   * Processor time, in milliseconds, that it has used since it was started: two readings give a share, see `cpuShare`. Less than before means that it was
   * started again, or that a process of it has ended whose time nobody has taken over.
   */
  readonly cpuMilliseconds: number;
  /** What would be free without it: caches of files are left out, and memory that its processes share counts once. */
  readonly memoryBytes: number;
  /** How many processes it has. For a container the engine counts threads too. */
  readonly processes: number;
  readonly at: Date;
}

/** Processors in use between two readings: 0.5 is half of one, 2 is two. Undefined where the readings do not tell. */
export function cpuShare(earlier: Usage, later: Usage): number | undefined {
  const elapsed = later.at.getTime() - earlier.at.getTime();
  const used = later.cpuMilliseconds - earlier.cpuMilliseconds;
  return elapsed <= 0 || used < 0 ? undefined : used / elapsed;
}
