/** The process that writes a set: its pid, and any text that tells it from another process with that pid, such as its start time. */
export interface SetOwner {
  readonly pid: number;
  readonly startTime: string;
}
