/** Prints what the system and the control group (version 2 or 1) of whoever runs it say of memory; nothing where there is neither. */
export const memoryScript = `
cat /proc/meminfo 2>/dev/null
own=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup 2>/dev/null)
for group in "$own" /sys/fs/cgroup; do
  if [ -r "$group/memory.max" ]; then
    echo "limit $(cat "$group/memory.max")"
    echo "used $(cat "$group/memory.current")"
    sed -n 's/^inactive_file /cache /p' "$group/memory.stat"
    exit
  fi
done
group=/sys/fs/cgroup/memory
if [ -r "$group/memory.limit_in_bytes" ]; then
  echo "limit $(cat "$group/memory.limit_in_bytes")"
  echo "used $(cat "$group/memory.usage_in_bytes")"
  sed -n 's/^total_inactive_file /cache /p' "$group/memory.stat"
fi
`;

/** How many bytes are free for more processes, from what `memoryScript` printed; undefined where that is not known. */
export function freeMemory(printed: string): number | undefined {
  const number = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(printed)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const available = number(/^MemAvailable: *(\d+) kB$/m);
  const limit = number(/^limit (\d+)$/m);
  const used = number(/^used (\d+)$/m) ?? 0;
  const cache = number(/^cache (\d+)$/m) ?? 0;
  const bounds = [
    ...(available === undefined ? [] : [available * 1024]),
    ...(limit === undefined ? [] : [Math.max(0, limit - used + cache)]),
  ];
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}
