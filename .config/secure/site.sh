# demo, up, down: starts the processes of a site in order, watches over them, ends them. Sourced.

# One process and its restarts. Runs as a process of its own, which ends with its parent, and ends its child with it.
supervise() {
  local name=$1 log=$2 child='' stopping='' pause=1 began; shift 2
  trap 'stopping=1; [ -n "$child" ] && kill -TERM "$child" 2>/dev/null' TERM INT HUP
  # Its standard output is kept as what it logs is, unless it has a terminal: that shows one-time tokens.
  { : >&8; } 2>/dev/null || exec 8>>"$log"
  while [ -z "$stopping" ]; do
    began=$SECONDS
    setpriv --pdeathsig TERM -- "$@" >&8 2>>"$log" 8>&- </dev/null &
    child=$!
    local code=0
    wait "$child" || code=$?
    [ -n "$stopping" ] && break
    [ $((SECONDS - began)) -ge 5 ] && pause=1
    say "$(date +%T) $name 已退出（$code），${pause} 秒后重启 · $name ended ($code), restarting in ${pause} s" >&2
    sleep "$pause" & wait $! || true
    [ "$pause" -lt 16 ] && pause=$((pause * 2))
  done
  # A trapped signal ends the wait early: give the child its time, then end it for good.
  for _ in $(seq 50); do kill -0 "$child" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL "$child" 2>/dev/null || true
}

children=()
start() { # NAME COMMAND…
  local name=$1; shift
  # In a session of its own: a Ctrl-C reaches the script alone, which ends one after the other.
  setpriv --pdeathsig TERM -- setsid bash "$SECURE_HOME/secure" __supervise "$name" "$data/log/$name.log" "$@" 9>&- &
  children+=($!)
  [ -n "$json" ] || say "  启动 · started $name"
}

# With a small heap, as the units of a real board have it (1 MiB, hexadecimal, before the first collection; one arena).
start_small() { DOTNET_GCgen0size=100000 MALLOC_ARENA_MAX=1 start "$@"; }

stop_all() {
  trap - EXIT INT TERM HUP
  local i
  # The last started ends first: doors secure before the gateway goes.
  for ((i = ${#children[@]} - 1; i >= 0; i--)); do
    kill -TERM "${children[$i]}" 2>/dev/null || true
    wait "${children[$i]}" 2>/dev/null || true
  done
  rm -f "$data/pid"
}

# Waits at most 120 s for a condition that nothing else announces.
await() { # WORDS COMMAND…
  local words=$1 until=$((SECONDS + 120)); shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $until ] || { say_last_words >&2; say "超时 · timed out: $words（见 · see $data/log）" >&2; exit 1; }
    sleep 0.1
  done
}

# Of a process that does not come up, the reason is mostly the last thing it said.
say_last_words() {
  local log
  for log in "$data"/log/*.log; do
    [ ! -s "$log" ] || { say "── $log"; tail -n 5 "$log"; }
  done
}

# The broker answers with this site's own certificate. That it asks for one of ours is its business.
broker_answers() {
  timeout 10 openssl s_client -connect "127.0.0.1:$(broker_port)" -CAfile "$data/gateway/keys/root.pem" -verify_hostname localhost \
    -verify_return_error -brief </dev/null 2>&1 | grep -q '^Verification: OK'
}

# A process listens there: that the socket lies there says nothing, a killed one leaves it behind.
listens_at() { ss -H -x -l | grep -qF " $1 "; }

require_free_port() {
  local socket owner
  socket=$(ss -H -ltnpe "sport = :$1" 2>/dev/null | head -1)
  [ -n "$socket" ] || return 0
  owner=$(sed -n 's/.*users:((\([^)]*\)).*/\1/p' <<<"$socket" | tr -d '"' | cut -d, -f1,2)
  # Whose process it is, only root is told of another user; root's own stands there as no uid.
  [ -n "$owner" ] || owner="uid=$(sed -n 's/.* uid:\([0-9]*\).*/\1/p' <<<"$socket" | grep . || echo 0)"
  fail 4 "端口 $1 已被占用 · port $1 is taken: $owner"
}

prepare_data() {
  # In bytes: a sign of Chinese takes three.
  [ "$(LC_ALL=C; echo ${#data})" -le 70 ] || fail 2 "目录名过长（套接字路径须短于 108 字节）· the folder's name is too long for sockets: $data"
  (umask 077; mkdir -p "$data" 2>/dev/null) && [ -w "$data" ] || fail 2 "无法新建或写入该目录 · cannot make this folder, or not write to it: $data"
  # It is closed to everybody else below: not a folder that holds other things.
  [ -e "$data/lock" ] || [ -e "$data/site.yaml" ] || [ -d "$data/gateway" ] || [ -z "$(ls -A "$data")" ] || fail 2 "该目录中有别的内容，请另选 · this folder holds other things, use another: $data"
  exec 9>"$data/lock"
  flock -n 9 || fail 4 "该目录已有实例在运行 · an instance already runs on $data（./secure down 可停止 · stops it）"
  (umask 077; mkdir -p "$data/log" "$data/run" "$data/secrets")
  chmod 700 "$data" "$data/log" "$data/run" "$data/secrets" || fail 2 "该目录属于别人 · this folder is somebody else's: $data"
  find "$data/secrets" -type f -exec chmod 600 {} +
  # Of a run that was killed.
  find "$data/run" -maxdepth 1 -type s -delete
  for port in "$SECURE_PORT" "$(broker_port)" "$(health_port)"; do require_free_port "$port"; done
  echo "$SECURE_PORT" >"$data/port"
  echo $$ >"$data/pid"
}

# Also for what is done to a site while it is stopped.
gateway_options() { # SITE-FILE DEMO
  gateway_options=(--Fleet:Folder "$data/gateway" --Fleet:RootFolder "$data/root"
    --Fleet:BrokerPort "$(broker_port)" --Gateway:Port "$SECURE_PORT" --Gateway:HealthPort "$(health_port)"
    --Site:File "$1" --Identity:Demo "$2" --Console:Folder "$(console_folder)" --Backups:Folder "${SECURE_BACKUPS:-$data/backup}"
    --Biometrics:Host "$(dll gateway Secure.Biometrics.Host secure-biometrics-host)"
    --Biometrics:Models "$(biometrics_folder)/models" --Biometrics:Runtime "$(biometrics_folder)/runtime")
}

# What its descriptor 8 names is the gateway's terminal.
start_gateway() { # SITE-FILE DEMO
  : >"$data/log/gateway.log"
  gateway_options "$1" "$2"
  start gateway dotnet "$(dll gateway Secure.Gateway)" "${gateway_options[@]}"
  exec 8>&-
  await "网关 · gateway" quiet_ctl health --service secure.v1.Fleet
  # Started as root it would change its user itself, and with that lose the signal that ends it with its supervisor.
  local as=()
  [ "$EUID" != 0 ] || as=(setpriv --reuid mosquitto --regid mosquitto --init-groups --pdeathsig TERM --)
  # Debian keeps mosquitto in sbin, which an ordinary user's path lacks.
  start broker "${as[@]}" /usr/sbin/mosquitto -c "$(readlink -f "$data/gateway/broker/mosquitto.conf")"
  await "消息代理 · broker" broker_answers
}

quiet_ctl() { env SECURE_ROOT="$data/gateway/keys/root.pem" SECURE_SESSIONS="$data/sessions" SECURE_GATEWAY="https://localhost:$SECURE_PORT" dotnet "$(dll gateway Secure.Ctl)" "$@"; }

make_keys() { # SITE-NAME
  [ -d "$data/gateway/keys" ] || (umask 077; dotnet "$(dll gateway Secure.Gateway)" init --data "$data/gateway" --root-folder "$data/root" --site "$1" >&2)
}

render() { # TEMPLATE TARGET
  local folder
  folder=$(sed 's/[&|\\]/\\&/g' <<<"$data")
  sed -e "s|@DATA@|$folder|g" -e "s|@PORT@|$SECURE_PORT|g" -e "s|@BROKER_PORT@|$(broker_port)|g" \
    -e "s|@TODAY+400@|$(date -d '+400 days' +%F)|g" "$SECURE_HOME/firmware-config/doors/$1" >"$2.new"
  mv "$2.new" "$2"
}

# 16 of 56 signs that nobody confuses: 92 bits.
draw_password() {
  local drawn
  drawn=$(head -c 256 /dev/urandom | base64 -w0 | tr -dc 'a-hj-km-np-zA-HJ-NP-Z2-9')
  echo "${drawn:0:16}"
}

# 8 digits that the gateway does not find too simple: neither few different ones, nor even steps, nor a repeated or mirrored piece.
draw_pin() {
  local d=''
  until [ ${#d} = 8 ] && [[ ${d:0:1} != [${d:4:1}${d:6:1}${d:7:1}] && ${d:1:1} != [${d:0:1}${d:4:1}] ]] &&
    [ $(((${d:1:1} - ${d:0:1} + 10) % 10)) != $(((${d:2:1} - ${d:1:1} + 10) % 10)) ]; do
    d=$(head -c 1024 /dev/urandom | LC_ALL=C tr -dc 0-9)
    d=${d:0:8}
  done
  echo "$d"
}

secret() { (umask 077; cat >"$data/secrets/$1.new" && mv "$data/secrets/$1.new" "$data/secrets/$1"); }

demo_officers=(admin officer auditor)
demo_deputies=(admin-deputy officer-deputy auditor-deputy)

sign_in() { quiet_ctl sign-in "$1" --password-file "$data/secrets/$1.password" >/dev/null; }

# A first start that was broken off goes on where it was: what it had made signs in with the password that it drew.
has_account() { [ -n "$resumed" ] && sign_in "$1" 2>/dev/null; }

# The accounts of the demo, made once through the public API with the token that the gateway printed on its terminal:
# the officers' ceremony first, as on a real site.
make_accounts() {
  local entry resumed=''
  for entry in "${demo_officers[@]}" "${demo_deputies[@]}" zhang wang chen; do
    if [ -e "$data/secrets/$entry.password" ]; then resumed=1; else draw_password | secret "$entry.password"; fi
  done
  has_account admin || hold_ceremony
  sign_in admin
  has_account zhang || quiet_ctl --as admin set-password zhang-wei zhang --password-file "$data/secrets/zhang.password" >/dev/null
  has_account wang || quiet_ctl --as admin set-password wang-fang wang --password-file "$data/secrets/wang.password" >/dev/null
  has_account chen || quiet_ctl --as admin set-password chen-lei chen --password-file "$data/secrets/chen.password" >/dev/null
  draw_pin | secret wang.pin
  draw_pin | secret wang.duress-pin
  sign_in wang
  quiet_ctl --as wang pin set --password-file "$data/secrets/wang.password" --pin-file "$data/secrets/wang.pin" --duress-pin-file "$data/secrets/wang.duress-pin" >/dev/null
  quiet_ctl --as wang sign-out >/dev/null
  touch "$data/accounts-made"
}

hold_ceremony() {
  await "一次性令牌 · one-time token" grep -q "$token_line" "$data/secrets/terminal"
  sed -n "s/.*$token_line *//p" "$data/secrets/terminal" | tail -1 | secret token
  rm -f "$data/secrets/recovery-codes"
  quiet_ctl ceremony --token-file "$data/secrets/token" --passwords "$data/secrets" --codes "$data/secrets/recovery-codes" \
    --administrator zhou-qiang:周强:admin --security-officer li-officer:李敏:officer --auditor sun-jing:孙静:auditor \
    --administrator-deputy wu-jun:吴军:admin-deputy --security-officer-deputy zheng-jie:郑洁:officer-deputy --auditor-deputy qian-ming:钱明:auditor-deputy >/dev/null
  rm -f "$data/secrets/token"
  : >"$data/secrets/terminal"
}
token_line="one-time token of the officers' ceremony:"

start_edge() {
  local door_code=() agent=(dotnet "$(dll edge-agent Secure.EdgeAgent)" "$data/agent.json")
  render demo-controller.json.in "$data/controller.json"
  render demo-agent.json.in "$data/agent.json"
  mkdir -p "$data/cameras/archive"
  render demo-twin.json "$data/twin.json"
  if [ ! -e "$data/agent-enrolled" ]; then
    sign_in admin
    quiet_ctl --as admin code agent-01 agent | "${agent[@]}" enroll >>"$data/log/agent.log" 2>&1 ||
      { cat "$data/log/agent.log" >&2; exit 1; }
    touch "$data/agent-enrolled"
  elif [ ! -e "$data/door-enrolled" ]; then
    # Broken off between the two: nobody signs in before the log's witness, the agent, is there.
    start_small agent "${agent[@]}"
    agent=()
    await "网关全部服务 · the whole gateway" quiet_ctl health
    sign_in admin
  fi
  if [ ! -e "$data/door-enrolled" ]; then
    quiet_ctl --as admin code door-01 controller | secret door-01.code
    door_code=(--enroll "$data/secrets/door-01.code")
  fi
  start twin dotnet "$(dll door-controller Secure.DoorTwin secure-door-twin)" serve --site "$data/twin.json" --run "$data/run" --diary "$data/log/twin-diary.tsv"
  await "锁与读卡器模拟 · twin" listens_at "$data/run/pins"
  start_small door dotnet "$(dll door-controller Secure.DoorGuard secure-door-guard)" --pins "unix:$data/run/pins" --lock lobby-strike=0 --lock archive-strike=0 --lock vault-strike=0 --lock lab-strike=0 --lock registry-strike=0 \
    -- "$(command -v dotnet)" "$(dll door-controller Secure.DoorController secure-door-controller)" --config "$data/controller.json" "${door_code[@]}"
  await "门控制器 · door-controller" listens_at "$data/run/door-01.sock"
  [ ${#agent[@]} = 0 ] || start_small agent "${agent[@]}"
}

doors_online() { [ "$(quiet_ctl --as officer doors --json | grep -c LINK_STATE_ONLINE)" = 5 ]; }

demo() {
  take_data "$@"
  json=''
  case ${rest[*]} in
    '') ;;
    --json) json=1 ;;
    *) fail 2 "用法 · usage: ./secure demo [--data DIR] [--json]" ;;
  esac
  require dotnet_fault
  install_packages "${demo_packages[@]}"
  install_models
  build_console
  product
  prepare_data
  trap 'stop_all; exit 130' INT
  trap 'stop_all; exit 143' TERM HUP
  trap stop_all EXIT
  make_keys demo
  [ -e "$data/site.yaml" ] || render demo-site.yaml.in "$data/site.yaml"
  # A site that was taken over once changes only by two officers: what starts here must be the site that lies there.
  grep -q '^  registry:' "$data/site.yaml" || fail 1 "该目录属于旧版本，请换目录或删除 · this folder is of an earlier version: delete it or use another: $data"
  # The demo reads its gateway's terminal itself.
  secret terminal </dev/null
  exec 8>>"$data/secrets/terminal"
  start_gateway "$data/site.yaml" true
  if [ ! -e "$data/accounts-made" ]; then make_accounts; fi
  [ -e "$data/secrets/admin.password" ] || fail 1 "该目录属于旧版本，请换目录或删除 · this folder is of an earlier version: delete it or use another: $data"
  start_edge
  await "网关全部服务 · the whole gateway" quiet_ctl health
  for entry in "${demo_officers[@]}"; do sign_in "$entry"; done
  await "五个门在线 · five doors online" doors_online
  touch "$data/door-enrolled"
  if [ -n "$json" ]; then announce_json; else announce; fi
  follow_log
}

# Sign-ins end with the gateway: a new session whenever the stream breaks off.
follow_log() {
  local how=()
  [ -n "$json" ] && how=(--json)
  while true; do
    quiet_ctl --as auditor audit tail "${how[@]}" 2>/dev/null & wait $! || true
    sleep 1 & wait $! || true
    sign_in auditor 2>/dev/null || true
  done
}

announce_json() {
  local accounts='' entry
  for entry in "${demo_officers[@]}" "${demo_deputies[@]}" zhang wang chen; do accounts+="${accounts:+,}\"$entry\":\"$data/secrets/$entry.password\""; done
  printf '{"ready":true,"gateway":"https://localhost:%s","data":"%s","root":"%s","accounts":{%s}}\n' "$SECURE_PORT" "$data" "$data/gateway/keys/root.pem" "$accounts"
}

# As a shell reads it back.
quoted() { if [[ $1 =~ ^[A-Za-z0-9/._~-]+$ ]]; then echo "$1"; else printf "'%s'\n" "${1//\'/\'\\\'\'}"; fi; }

console_line() {
  if [ ! -e "$(console_folder)/index.html" ]; then echo "未启用，原因见上 · off: the reason stands above"; return; fi
  cat <<TXT
https://localhost:$SECURE_PORT  （用下列账号登录 · sign in with the accounts below）
                       让浏览器信任站点证书 · to make a browser trust the site's certificate:
                       Firefox 设置→证书→导入，Chrome 设置→安全→管理证书→导入 · import it in the browser's settings, certificates:
                       $data/gateway/keys/root.pem
                       Chromium（Linux）certutil -A -d sql:\$HOME/.pki/nssdb -n secure-demo -t C,, -i $(quoted "$data/gateway/keys/root.pem")
                       浏览器来自 127.0.0.1，不对应任何工作站：涉密资料最高到 1 级 · a browser comes from 127.0.0.1, which is no workstation: tier 1 at most
TXT
}

# The other commands look for the demo in the usual folder, unless they are told.
second_terminal() {
  if [ "$data" = "$(SECURE_DATA='' default_data)" ]; then return; fi
  printf '\n  export SECURE_DATA=%s' "$(quoted "$data")"
}

announce() {
  local folder
  folder=$(quoted "$data")
  cat <<TXT

演示站点已就绪 · the demo is ready
  控制台 · console     $(console_line)
  网关 · gateway       https://localhost:$SECURE_PORT  （gRPC，TLS）
  数据 · data          $data
  站点根密钥 · root key $data/root  （正式站点应移出本机 · a real site takes it off this machine）
  账号 · accounts      admin 周强 系统管理员 · $(cat "$data/secrets/admin.password")
                       officer 李敏 安全保密管理员 · $(cat "$data/secrets/officer.password")
                       auditor 孙静 安全审计员 · $(cat "$data/secrets/auditor.password")
                       （副手 · deputies: ${demo_deputies[*]}；口令 · passwords: $folder/secrets）
                       zhang 张伟 绝密 · $(cat "$data/secrets/zhang.password")
                       wang 王芳 机密 · $(cat "$data/secrets/wang.password")，机要室 PIN · at the registry: $(cat "$data/secrets/wang.pin")，胁迫 · duress: $(cat "$data/secrets/wang.duress-pin")
                       chen 陈磊 内部 · $(cat "$data/secrets/chen.password")
  演示由一个用户运行全部进程：控制器与代理之间的用户隔离未启用；工作站按回环地址识别，弱于证书。
  One user runs everything here, so controller and agent are not separated by user; workstations are known by loopback address, weaker than by certificate.

在另一个终端试试 · in a second terminal, try:$(second_terminal)
  ./secure badge lobby 1003           陈磊进大厅 · Chen Lei enters the lobby
  ./secure badge vault 1003           陈磊进不了保密室 · but not the vault
  ./secure badge vault 1001           张伟进保密室 · Zhang Wei enters the vault
  ./secure ctl --from 127.0.0.4 sign-in zhang --password-file $folder/secrets/zhang.password
  ./secure ctl --as zhang check read material core-design     在室内：须加强鉴别 · inside: step-up
  ./secure badge vault 1001 --reader out
  ./secure ctl --as zhang check read material core-design     在室外：拒绝 · outside: denied
  ./secure ctl --as officer unlock lobby --reason 访客        安全保密管理员开门 · the security officer unlocks
  ./secure ctl --as admin unlock lobby --reason 访客          系统管理员不能 · the administrator may not
  ./secure ctl --as auditor roles                             三员分立 · who holds which role
  ./secure badge lab 1001             实验室须两人：再刷 1002 才开 · the laboratory is for two: then 1002, and it opens
  ./secure badge registry 1002 --pin  机要室须 PIN，从终端或标准输入读 · the registry asks for 王芳's PIN, read from the terminal or standard input
  ./secure twin force archive         强行开门，报警 · force a door: alarm
  ./secure ctl --as officer alerts                            待处置的报警 · alerts that wait for somebody
  ./secure timeline --door archive    各进程所见 · what each process saw
  ./secure ctl --as auditor audit export /tmp/log && ./secure verify /tmp/log --key "\$(./secure ctl --as auditor audit key)"
Ctrl-C 停止 · stops everything. 从头开始 · to start afresh: rm -r $folder

TXT
}

up() {
  take_data "$@"
  json=''
  local site=''
  case ${#rest[@]}${rest[0]:-} in
    2--site) site=${rest[1]} ;;
    1--site=*) site=${rest[0]#--site=} ;;
    *) fail 2 "用法 · usage: ./secure up --data DIR --site FILE" ;;
  esac
  site=$(readlink -m "$site")
  [ -f "$site" ] && [ -r "$site" ] || fail 2 "无法读取站点文件 · cannot read the site file: $site"
  require dotnet_fault
  install_packages "${demo_packages[@]}"
  install_models
  build_console
  product
  dotnet "$(dll gateway Secure.Gateway)" check-site "$site" || exit 2
  prepare_data
  trap 'stop_all; exit 130' INT
  trap 'stop_all; exit 143' TERM HUP
  trap stop_all EXIT
  echo "$site" >"$data/site-file"
  make_keys "$(sed -n 's/^site: *\([a-z0-9._-]*\).*/\1/p' "$site" | head -1)"
  exec 8>&1
  start_gateway "$site" false
  say "网关已启动，等待人员 · the gateway is up and waits for people"
  say "  ./secure ctl --data $data ceremony --administrator PERSON:NAME:ACCOUNT --security-officer … --auditor … (--help)"
  while true; do sleep 3600 & wait $! || true; done
}

down() {
  take_data "$@"
  [ ${#rest[@]} = 0 ] || fail 2 "用法 · usage: ./secure down [--data DIR]"
  local pid
  pid=$(cat "$data/pid" 2>/dev/null) || fail 1 "没有在运行 · nothing runs on $data"
  # Only the very script that wrote the number.
  grep -qz "$SECURE_HOME/secure\|^secure\|./secure" "/proc/$pid/cmdline" 2>/dev/null || { rm -f "$data/pid"; fail 1 "没有在运行 · nothing runs on $data"; }
  kill -TERM "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  say "已停止 · stopped"
}
