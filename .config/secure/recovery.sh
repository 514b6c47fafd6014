# restore, new-origin: what is done to a site while it is stopped. Sourced.

# So that nobody starts it meanwhile; the gateway's own lock answers for those who do not use this script.
hold_data() {
  [ -d "$data" ] || fail 2 "没有该目录 · no such folder: $data"
  exec 9>"$data/lock"
  flock -n 9 || fail 4 "请先停止：./secure down · it runs: stop it first, ./secure down"
}

restore() {
  take_data "$@"
  [ "${rest[0]:-}" = --from ] && [ ${#rest[@]} = 2 ] || fail 2 "用法 · usage: ./secure restore [--data DIR] --from BACKUP"
  product
  (umask 077; mkdir -p "$data")
  hold_data
  dotnet "$(dll gateway Secure.Gateway)" restore --from "$(readlink -m "${rest[1]}")" --data "$data/gateway" || exit $?
  say "若见证者见过更新的记录，网关将拒绝服务：./secure new-origin · where a witness has seen newer entries the gateway stays shut: ./secure new-origin"
}

# Names and passwords come from the terminal, or line by line from standard input; never as arguments.
new_origin() {
  take_data "$@"
  [ "${rest[0]:-}" = --reason ] && [ ${#rest[@]} = 2 ] || fail 2 "用法 · usage: ./secure new-origin [--data DIR] --reason TEXT"
  product
  hold_data
  local site role account password lines=''
  site=$(ls "$data"/site.yaml 2>/dev/null || cat "$data/site-file" 2>/dev/null) || fail 1 "该目录没有站点 · no site in this folder: $data"
  for role in "系统管理员 · system administrator" "安全保密管理员 · security officer" "安全审计员 · security auditor"; do
    ask "$role，账号 · account: " account && ask "口令 · password: " password -s || fail 2 "输入已结束 · the input ended"
    lines+="$account"$'\n'"$password"$'\n'
  done
  gateway_options "$site" false
  dotnet "$(dll gateway Secure.Gateway)" new-origin --reason "${rest[1]}" "${gateway_options[@]}" <<<"${lines%$'\n'}"
}

ask() { # PROMPT VARIABLE [-s]
  [ ! -t 0 ] || printf '%s' "$1" >&2
  IFS= read -r ${3:-} "$2" || return 1
  [ ! -t 0 ] || [ -z "${3:-}" ] || echo >&2
}
