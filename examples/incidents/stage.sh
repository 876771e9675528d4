# shellcheck shell=bash
# The stage on which an incident is played. Sourced by every reproduce.sh, never run by itself.
#
# A script that calls enter_stage is started again inside Linux namespaces of its own: its own host name,
# network (loopback only), process table and mounts. So the real programs write real messages with
# the names and paths of the incident, ports such as 5432 are free whatever runs on this machine, nothing
# captured has to be edited afterwards, and all of it is gone when the script ends, however it ends.

export TZ=UTC LC_ALL=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*" >&2; }

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# need PROBE PACKAGE: install the Debian package when the probe (a command line) fails.
need() {
  bash -c "$1" >/dev/null 2>&1 && return
  command -v apt-get >/dev/null || fail "'$1' fails and there is no apt-get; install what Debian calls $2"
  say "installing $2"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2" >/dev/null ||
    fail "could not install $2; run 'apt-get update' and try again"
}

# enter_stage HOST: start this script again on the stage, as the machine HOST; returns on the stage only.
enter_stage() {
  # Relative from here on: the folder stays reachable even if a mount below covers its path, and no
  # command line in a captured `ps` shows where the clone lies.
  cd "$(dirname "$0")" || fail "cannot enter the folder of $0"
  if [[ -z ${ON_STAGE:-} ]]; then
    REAL_HOST=$(hostname) REAL_FOLDER=$PWD ON_STAGE=1 \
      exec unshare --mount --uts --ipc --net --pid --fork --kill-child --mount-proc \
      bash ./"$(basename "$0")"
  fi
  hostname "$1"
  ip link set lo up
  # Empty folders of our own over the places where services live; the machine's stay as they are, beneath.
  local folder
  for folder in /srv /run /var/log /var/lib/nginx /var/lib/postgresql /etc/nginx; do
    [[ -d $folder ]] && mount -t tmpfs -o mode=0755 tmpfs "$folder"
  done
  mkdir -p /srv/.stage /run/lock
  cp /etc/passwd /etc/group /srv/.stage/
  printf '127.0.0.1 localhost\n' >/srv/.stage/hosts
  for folder in passwd group hosts; do mount --bind "/srv/.stage/$folder" "/etc/$folder"; done
  rm -rf capture.new
  mkdir capture.new
  # A failed run leaves no half capture: the last good one stays in place.
  trap 'rm -rf capture.new' EXIT
}

require_root() {
  [[ $(id -u) == 0 ]] || fail "namespaces and mounts need root; run it with sudo"
}

# add_host ADDRESS NAME: an address of this stage, and the name by which the services know it.
add_host() {
  ip address add "$1/32" dev lo
  printf '%s %s\n' "$1" "$2" >>/etc/hosts
}

# add_user NAME ID: an unprivileged account that exists on the stage only.
add_user() {
  printf '%s:x:%s:%s::/srv:/usr/sbin/nologin\n' "$1" "$2" "$2" >>/etc/passwd
  printf '%s:x:%s:\n' "$1" "$2" >>/etc/group
}

# as USER COMMAND…: run as USER, in a folder that USER may read.
as() {
  local user=$1
  shift
  (cd / && exec setpriv --reuid "$user" --regid "$user" --clear-groups -- "$@")
}

# wait_for SECONDS COMMAND…: until the command succeeds.
wait_for() {
  local tries=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    ((tries-- > 0)) || fail "gave up waiting for: $*"
    sleep 0.2
  done
}

port_open() { (exec 3<>"/dev/tcp/$1/$2"); }

# record FILE COMMAND: append `$ COMMAND`, its output and a blank line; a failing command is a finding too.
record() {
  mkdir -p "capture.new/$(dirname "$1")"
  {
    printf '$ %s\n' "$2"
    (cd / && bash -c "$2") 2>&1 || true
    printf '\n'
  } >>"capture.new/$1"
}

# keep FOLDER FILE…: what would be uploaded, as the software wrote it.
keep() {
  local folder=capture.new/$1
  shift
  mkdir -p "$folder"
  cp -- "$@" "$folder"
}

ask() { printf '%s\n' "$*" >capture.new/question.txt; }

# finish_capture: check the capture against truth.json, then let it take the place of the one before.
finish_capture() {
  chmod -R u+rwX,go+rX capture.new
  if ! python3 ../check_capture.py capture.new truth.json --forbid "$REAL_FOLDER" --forbid-word "$REAL_HOST"; then
    rm -rf capture.rejected
    mv capture.new capture.rejected
    fail "the capture does not hold; it is in $REAL_FOLDER/capture.rejected"
  fi
  rm -rf capture capture.rejected
  mv capture.new capture
  # Under sudo, the files belong to whoever owns the folder.
  chown -R --reference=. capture
  say "captured into $REAL_FOLDER/capture"
}
