# The console's page: built with npm where one of its sources is newer than the last build. Sourced.

console_home() { echo "$SECURE_HOME/gateway/console"; }
console_folder() { echo "$(console_home)/dist"; }

# Whatever goes wrong is said and leaves the console off: nothing else waits for it.
build_console() {
  local reason
  # One at a time, where two are started at once.
  mkdir -p "$(console_folder)" && exec 8>"$(console_home)/.lock" && flock 8 || return 0
  if ! console_is_new; then
    say "正在构建控制台页面 · building the console's page …" >&2
    if reason=$(make_console 2>&1); then touch "$(console_folder)/.built"; else
      rm -f "$(console_folder)/index.html"
      say "控制台将关闭 · the console will be off, because: $(tail -5 <<<"$reason")" >&2
    fi
  fi
  exec 8>&-
}

console_is_new() {
  local stamp
  stamp=$(console_folder)/.built
  [ -e "$stamp" ] && [ -e "$(console_folder)/index.html" ] && [ -z "$(cd "$SECURE_HOME" && find gateway/console protos/secure protos/interop \
    \( -path gateway/console/node_modules -o -path gateway/console/dist -o -path gateway/console/src/gen -o -name obj -o -name bin -o -name .lock \) -prune -o -type f -newer "$stamp" -print -quit)" ]
}

# Scripts of packages do not run; the registry is asked only where the lock file has changed.
make_console() {
  command -v npm >/dev/null || { echo "缺少 node 与 npm（≥ 20.19）· node and npm are missing: https://nodejs.org"; return 1; }
  cd "$(console_home)" || return 1
  if ! cmp -s package-lock.json node_modules/.installed; then
    timeout 300 npm ci --ignore-scripts --no-audit --no-fund --silent --fetch-retries=1 || { echo "npm ci 失败 · failed"; return 1; }
    cp package-lock.json node_modules/.installed
  fi
  npm run --silent build
}
