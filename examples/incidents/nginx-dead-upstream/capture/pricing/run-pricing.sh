#!/bin/bash
# Keep pricing running: start it again after a failure, at most MAX_RESTARTS times.
set -u
# shellcheck source=/dev/null
source /srv/pricing/pricing.env
note() { printf '%(%FT%TZ)T supervisor: %s\n' -1 "$*" >>/var/log/pricing/supervisor.log; }
for ((attempt = 0; attempt <= MAX_RESTARTS; attempt++)); do
  # The options are meant to split.
  # shellcheck disable=SC2086
  java $JAVA_OPTS -cp /srv/pricing Pricing pricing.internal 8080 >>/var/log/pricing/pricing.log 2>&1 &
  note "pricing started, pid $!"
  wait $!
  note "pricing (pid $!) exited with status $?"
  ((attempt < MAX_RESTARTS)) && sleep 5
done
note "gave up after $MAX_RESTARTS restart(s)"
