# What this machine needs. Sourced.

# iproute2 tells who holds a port.
demo_packages=(mosquitto libmosquitto1 libargon2-1 tzdata iproute2 libfprint-2-2 libturbojpeg0)
test_packages=(python3-grpcio python3-protobuf golang-go golang-golang-x-mod-dev faketime mosquitto-clients libfaketime)

# For the page's tests alone; with a typeface for Chinese, which the pictures show.
browser_packages=(chromium fonts-noto-cjk)

missing_packages() {
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
  done
}

# Installs by name what is missing; touches apt only then. Debian's own mosquitto service is not ours: left as it is.
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
  # The installed package must not start a broker of its own here: ours is started with its own configuration.
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || fail 3 "apt-get update 失败 · failed"
  # shellcheck disable=SC2086
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    fail 3 "安装失败，请手工运行 · installing failed; run by hand: $line"
}

require_dotnet() {
  command -v dotnet >/dev/null || fail 3 "缺少 .NET SDK 10：https://dotnet.microsoft.com/download · the .NET SDK 10 is missing"
  dotnet --list-sdks | grep -q '^10\.' || fail 3 "需要 .NET SDK 10，现有 $(dotnet --version) · the .NET SDK 10 is needed"
}

doctor() {
  local bad=0
  line() { if [ "$1" = ok ]; then say "  ✓ $2"; else say "  ✗ $2"; bad=1; fi; }
  if command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then line ok ".NET SDK $(dotnet --version)"; else
    line bad ".NET SDK 10：https://dotnet.microsoft.com/download"; fi
  if command -v node >/dev/null && [ "$(node -p 'const [a,b]=process.versions.node.split(".").map(Number); +(a>20||(a==20&&b>=19))')" = 1 ]; then line ok "node $(node --version)"; else
    line bad "node ≥ 20.19：https://nodejs.org （控制台与测试需要 · for the console and the tests）"; fi
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
