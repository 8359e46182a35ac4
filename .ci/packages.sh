# Sourced. Installs packages of Debian or Ubuntu, and starts nothing of what they bring: neither a database cluster of the
# distribution's nor a server.

can_install() {
  [ "$(id -u)" -eq 0 ] && has apt-get
}

# In a subshell, whose end removes what forbids the services.
install_packages() (
  set -e
  forbid_services
  export DEBIAN_FRONTEND=noninteractive
  # Several scripts may install at once.
  apt-get update -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600
  apt-get install -qq -y --no-install-recommends -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@"
)

forbid_services() {
  local policy=/usr/sbin/policy-rc.d clusters=/etc/postgresql-common/createcluster.d/dust-workspace.conf
  temporary=("$clusters")
  trap 'rm -f "${temporary[@]}"' EXIT
  mkdir -p "$(dirname "$clusters")"
  echo 'create_main_cluster = false' >"$clusters"
  [ ! -e "$policy" ] || return 0
  temporary+=("$policy")
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

has() {
  command -v "$1" >/dev/null
}
