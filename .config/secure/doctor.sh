# What this machine needs. Sourced.

# iproute2 tells who holds a port, openssl whether the broker answers.
demo_packages=(mosquitto libmosquitto1 libargon2-1 tzdata iproute2 openssl libfprint-2-2 libturbojpeg0)
test_packages=(python3-grpcio python3-protobuf python3-cryptography golang-go golang-golang-x-mod-dev faketime mosquitto-clients libfaketime)

# For the page's tests alone; with a typeface for Chinese, which the pictures show.
browser_packages=(chromium fonts-noto-cjk)

missing_packages() {
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
  done
}

# Installs by name what is missing; touches apt only then.
install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  local line="apt-get update && apt-get install -y --no-install-recommends $missing"
  local sudo=()
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then sudo=(sudo -n); else
      fail 3 "缺少软件包，请以 root 运行 · packages are missing; run as root: $line"
    fi
  fi
  say "正在安装 · installing: $missing" >&2
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || fail 3 "apt-get update 失败 · failed"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends)
  # shellcheck disable=SC2206
  install+=($missing)
  case " $missing" in *" mosquitto "*) install=(sh -c "$without_service" sh "$policy" "${install[@]}") ;; esac
  "${sudo[@]}" "${install[@]}" >/dev/null || fail 3 "安装失败，请手工运行 · installing failed; run by hand: $line"
}

# Debian's mosquitto package starts a broker of its own, now and at every boot: not wanted here, where ours runs with its own
# configuration. Where the package is there already its service is its owner's business: left as it is, running or not.
# A machine's own policy (policy-rc.d, Debian's way to say what installing may start) stays what it is.
policy=/usr/sbin/policy-rc.d
# shellcheck disable=SC2016
without_service='policy=$1; shift; mine=
  [ -e "$policy" ] || { printf "%s\n" "#!/bin/sh" "# ./secure: gone when installing has ended" "[ \"\$1\" != mosquitto ] && [ \"\$1\" != mosquitto.service ] || exit 101" >"$policy" && chmod 755 "$policy" && mine=1; }
  trap "[ -z \"\$mine\" ] || rm -f \"\$policy\"" EXIT
  trap "exit 1" INT TERM HUP
  "$@" || exit 1
  update-rc.d mosquitto disable >&2 || echo "mosquitto: update-rc.d disable 失败 · failed" >&2'

# One of them for every command that needs it; what it prints is what is missing and where to get it.
dotnet_fault() {
  command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.' && return 1
  echo ".NET SDK 10：https://dotnet.microsoft.com/download"
}

node_fault() {
  command -v node >/dev/null && [ "$(node -p 'const [a,b]=process.versions.node.split(".").map(Number); +(a>20||(a==20&&b>=19))' 2>/dev/null)" = 1 ] &&
    command -v npm >/dev/null && return 1
  echo "node ≥ 20.19 与 npm：https://nodejs.org （控制台与测试需要 · for the console and the tests）"
}

git_fault() {
  command -v git >/dev/null && return 1
  echo "git：apt-get install git"
}

require() { # FAULT…
  local fault text
  for fault in "$@"; do
    if text=$("$fault"); then fail 3 "缺少 · missing: $text"; fi
  done
}

doctor() {
  local bad=0
  line() { if [ "$1" = ok ]; then say "  ✓ $2"; else say "  ✗ $2"; bad=1; fi; }
  local fault text
  for fault in git_fault dotnet_fault node_fault; do
    if text=$("$fault"); then line bad "$text"; else line ok "$("${fault%_fault}" --version)"; fi
  done
  local missing
  missing=$(missing_packages "${demo_packages[@]}")
  if [ -z "$missing" ]; then line ok "演示所需软件包 · packages for the demo: ${demo_packages[*]}"; else line bad "缺少 · missing: $missing（./secure demo 会安装 · ./secure demo installs them）"; fi
  missing=$(missing_packages "${test_packages[@]}")
  if [ -z "$missing" ]; then line ok "测试所需软件包 · packages for the tests"; else line bad "测试缺少 · missing for the tests: $missing（./secure test 会安装 · ./secure test installs them）"; fi
  if have_models "$(biometrics_folder)"; then line ok "人脸模型与运行库 · face models and runtime"; else
    line ok "人脸模型尚未下载（./secure demo 会下载）· face models not fetched yet (./secure demo fetches them)"; fi
  if [ "${1:-}" = --audit ]; then (cd "$SECURE_HOME" && dotnet restore Secure.sln -p:NuGetAudit=true -p:NuGetAuditMode=all --force --nologo) || bad=1; fi
  return $bad
}
