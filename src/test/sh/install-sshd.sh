#!/bin/sh
# Makes sure that /usr/sbin/sshd is there, for the tests and the demo. Debian and Ubuntu, as root.
# The system's own SSH service is not started: the tests run a private sshd on the loopback interface.
set -eu
[ -x /usr/sbin/sshd ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-sshd: /usr/sbin/sshd is missing; hint: install openssh-server" >&2
  exit 1
fi
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
apt-get -q -y update
DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends openssh-server openssh-client
