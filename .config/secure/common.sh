# Shared by all parts: where things lie, building, words. Sourced, never run.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
SECURE_CONFIGURATION=${SECURE_CONFIGURATION:-Release}
# The demo's ports: gateway (gRPC over TLS), broker (MQTT over TLS), health and metrics (loopback only).
SECURE_PORT=${SECURE_PORT:-7443}
broker_port() { echo $((SECURE_PORT + 1)); }
health_port() { echo $((SECURE_PORT + 2)); }

say() { printf '%s\n' "$*"; }
fail() { local code=$1; shift; printf '%s\n' "$*" >&2; exit "$code"; }

# Three ports in a row are used.
[[ $SECURE_PORT =~ ^[1-9][0-9]{0,4}$ && $SECURE_PORT -le 65533 ]] || fail 2 "SECURE_PORT 应为 1 至 65533 · must be 1 to 65533: $SECURE_PORT"

default_data() { echo "${SECURE_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/secure/demo}"; }

# Splits --data DIR off the arguments: data=…, rest=(…).
take_data() {
  data=$(default_data) rest=()
  while [ $# -gt 0 ]; do
    case $1 in
      --data) [ $# -ge 2 ] || fail 2 "--data 后缺少目录 · --data needs a folder"; data=$(readlink -m "$2"); shift 2 ;;
      --data=*) data=$(readlink -m "${1#--data=}"); shift ;;
      *) rest+=("$1"); shift ;;
    esac
  done
}

dll() { echo "$SECURE_HOME/$1/$2/bin/$SECURE_CONFIGURATION/net10.0/${3:-$2}.dll"; }

# True when STAMP, the first argument, is there and nothing in the folders after it is newer.
is_built() {
  local stamp=$1; shift
  [ -e "$stamp" ] && [ -z "$(cd "$SECURE_HOME" && find "$@" Directory.Build.props Directory.Packages.props \
    \( -name obj -o -name bin -o -path gateway/console \) -prune -o -type f -newer "$stamp" -print -quit)" ]
}

# Builds what the second argument names and leaves STAMP. Needs no network once the packages are there.
build_now() {
  say "正在构建 · building …" >&2
  local output
  if ! output=$(cd "$SECURE_HOME" && dotnet build "$2" -c "$SECURE_CONFIGURATION" --nologo -v quiet 2>&1); then
    printf '%s\n' "$output" >&2
    fail 1 "构建失败 · the build failed"
  fi
  touch "$1"
}

# Builds the product where a source is newer than the last build.
product_stamp() { echo "$SECURE_HOME/gateway/Secure.Gateway/obj/.built-$SECURE_CONFIGURATION"; }
product_is_built() { is_built "$(product_stamp)" protos gateway edge-agent door-controller firmware-config; }
product() { product_is_built || build_now "$(product_stamp)" .config/product.slnf; }

# The fitter's tool alone, which needs little of the product: the whole takes minutes.
osdp_tool() {
  local stamp=$SECURE_HOME/door-controller/Secure.OsdpTool/obj/.built-$SECURE_CONFIGURATION
  product_is_built || is_built "$stamp" protos door-controller || build_now "$stamp" door-controller/Secure.OsdpTool
}

run_ctl() {
  product
  exec env SECURE_ROOT="${SECURE_ROOT:-$data/gateway/keys/root.pem}" SECURE_SESSIONS="${SECURE_SESSIONS:-$data/sessions}" \
    SECURE_GATEWAY="${SECURE_GATEWAY:-https://localhost:$(gateway_port)}" dotnet "$(dll gateway Secure.Ctl)" "$@"
}

# As it was started: a demo on other ports writes them down.
gateway_port() { if [ -r "$data/port" ]; then cat "$data/port"; else echo "$SECURE_PORT"; fi; }

run_twin() {
  product
  [ -S "$data/run/control" ] || fail 1 "演示未运行，请先运行 ./secure demo · the demo is not running: start ./secure demo first"
  exec env SECURE_TWIN_RUN="$data/run" dotnet "$(dll door-controller Secure.DoorTwin secure-door-twin)" "$@"
}

# What the people at the doors, the controller, the agent and the gateway saw. The log is the auditor's to read.
run_timeline() {
  product
  [ -e "$data/controller.json" ] || fail 1 "演示未运行，请先运行 ./secure demo · the demo is not running: start ./secure demo first"
  run_ctl --as auditor timeline --seen "$data/log/twin-diary.tsv" --agent-log "$data/log/agent.log" \
    --seen <(dotnet "$(dll door-controller Secure.DoorController secure-door-controller)" journal --config "$data/controller.json") "$@"
}

# The readers of this machine's controller are off limits to the tool: an installed one's, or else a demo's.
run_osdp() {
  local controller=()
  [ -e /etc/secure/controller.json ] || [ ! -e "$data/controller.json" ] || controller=(--controller "$data/controller.json")
  osdp_tool
  exec dotnet "$(dll door-controller Secure.OsdpTool secure-osdp)" "${controller[@]}" "$@"
}
