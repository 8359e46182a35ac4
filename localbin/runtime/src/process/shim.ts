/**
 * What the main process of an instance runs first: it stamps itself with its pid, the boot, the mark of its place, its restarts and its start time,
 * and then becomes the command, so that nothing of ours ever runs unrecorded. Arguments: the stamp's file, the mark, the number of restarts, the
 * command. Builtins only, where there is a /proc. Noclobber keeps it from writing through a link that somebody put there.
 */
export const shim = `# dust-workspace shim
stamp=$1 place=$2 restarts=$3
shift 3
if [ -r /proc/$$/stat ]; then
  start_time() { start=\${20}; }
  read -r boot </proc/sys/kernel/random/boot_id
  read -r stat </proc/$$/stat
  start_time \${stat##*) }
else
  boot=-
  start=$(echo $(LC_ALL=C ps -o lstart= -p $$))
fi
set -C
printf '%s %s %s %s %s\\n' "$$" "$boot" "$place" "$restarts" "$start" >"$stamp" || exit 125
exec "$@"
`;

/** Exit status of a shim that could not write its stamp. */
export const stampNotWritten = 125;
