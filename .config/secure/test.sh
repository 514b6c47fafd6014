# Building and running every test; measuring. Sourced.

build_all() {
  say "正在构建全部项目 · building everything …" >&2
  (cd "$SECURE_HOME" && dotnet build Secure.sln -c "$SECURE_CONFIGURATION" --nologo -v quiet -clp:ErrorsOnly) || fail 1 "构建失败 · the build failed"
}

# What each check came to, a line each in the file $counts: how many passed, failed and were skipped, and what is to be said.
count() { printf '%s %s %s %s\n' "$1" "$2" "$3" "${4:-}" >>"$counts"; }
counted() { awk -v column="$1" '{ n += $column } END { print n + 0 }' "$counts"; }

# Spaces and line breaks as .editorconfig has them: one more check among the others.
check_format() {
  say "── format"
  if (cd "$SECURE_HOME" && dotnet format whitespace --folder . --exclude tests/interop/node/node_modules gateway/console/node_modules --verify-no-changes); then count 1 0 0
  else count 0 1 0 "format（修正 · mend: dotnet format whitespace --folder .）"; fi
}

# What building resolved is what the lock files name.
check_locks() {
  say "── lock files"
  if [ -z "$(cd "$SECURE_HOME" && git status --porcelain -- '*packages.lock.json')" ]; then count 1 0 0
  else count 0 1 0 "packages.lock.json（修正 · mend: git add '*packages.lock.json'）"; fi
}

# A test program mostly waits for what it started, so two run beside each other, with ports and folders of their own. What
# one printed comes at its end, in one piece.
beside() { # COMMAND…
  while [ "$(jobs -rp | wc -l)" -ge "${SECURE_TEST_LANES:-2}" ]; do wait -n || true; done
  { local printed; printed=$("$@" 2>&1) || count 0 1 0 "$*（异常结束 · ended badly）"; printf '%s\n' "$printed"; } &
}

# Ctrl-C reaches no command that runs beside the script, so the script ends what it started, and what that started.
started() { local id; for id in $(cat "/proc/$1/task"/*/children 2>/dev/null); do echo "$id"; started "$id"; done; }
end_tests() {
  local ids; mapfile -t ids < <(started $$)
  kill "${ids[@]}" 2>/dev/null || true
  wait
  exit 130
}

# Runs one test program and adds its counts. A program that ends without its summary counts as one failure. It and what it
# starts live for seconds: to count how code is used, for compiling it better later, costs them a seventh of their time.
run_project() { # NAME [ARGUMENTS…]
  local name=$1 output summary; shift
  output=$(mktemp)
  say "── $name${*:+ ($*)}"
  (cd "$SECURE_HOME" && DOTNET_TieredPGO=0 timeout "${SECURE_TEST_MAX:-2400}" dotnet "tests/$name/bin/$SECURE_CONFIGURATION/net10.0/$name.dll" -noLogo -noColor "$@" 2>&1) | tee "$output" |
    awk '/\[FAIL\]/ { told = 60 } told-- > 0 || /\[SKIP\]|Total:|不在|skipped:/ { print; fflush() }' || true
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+, Not Run: [0-9]+' "$output" | tail -1)
  if [ -z "$summary" ]; then
    tail -20 "$output"
    count 0 1 0 "$name（无结果 · no summary）"
  else add_counts "$name" "$summary"; fi
  rm -f "$output"
}

add_counts() { # NAME SUMMARY
  local total errors bad skips notrun
  read -r total errors bad skips notrun <<<"$(tr -dc '0-9,\n' <<<"$2" | tr ',' ' ')"
  count $((total - bad - skips - notrun)) $((bad + errors)) "$skips" "$1: $bad"
}

# The parts, in order. `./secure test` runs all but the slowest, of the hardware's a short form; `./secure test unit` one of them.
unit_projects() { (cd "$SECURE_HOME/tests" && for d in *.Tests; do case $d in EndToEnd.Tests) ;; *) echo "$d" ;; esac; done); }

# Those with random walks and hostile frames, ten times as many of them in the long form.
long_projects=(Secure.DoorController.Core.Tests Secure.Messaging.Tests)

run_tests() {
  local parts=("$@") part name left=''
  [ $# -gt 0 ] || { parts=(faults interop browser unit hardware-short) left='hardware（全部 · whole）, system, soak'; }
  for part in "${parts[@]}"; do
    case $part in
      unit | interop | faults | hardware | hardware-short | system | browser | soak) ;;
      *) fail 2 "用法 · usage: ./secure test [unit] [interop] [faults] [hardware] [system] [browser] [soak]" ;;
    esac
  done
  require git_fault dotnet_fault node_fault
  install_packages "${demo_packages[@]}" "${test_packages[@]}"
  install_models
  fetch_portrait
  build_console
  build_all
  # What tests leave in temporary folders goes with the run; after a failure it stays to be looked at.
  local scratch
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/t.XXXX")
  export TMPDIR=$scratch
  counts=$scratch/counts && : >"$counts"
  for part in "${parts[@]}"; do
    case $part in
      interop) prepare_node ;;
      browser) install_packages "${browser_packages[@]}" ;;
    esac
  done
  trap end_tests INT TERM HUP
  for part in "${parts[@]}"; do
    case $part in
      unit) check_format; check_locks; for name in $(unit_projects); do beside run_project "$name"; done ;;
      interop) beside run_project EndToEnd.Tests -trait- "part=faults" -trait- "part=browser" -trait- "part=hardware" -trait- "part=system" ;;
      faults) beside run_project EndToEnd.Tests -trait "part=faults" ;;
      browser) beside run_project EndToEnd.Tests -trait "part=browser" ;;
      # An emulated processor has a clock to keep: nothing beside it.
      hardware) wait; beside hardware ;;
      hardware-short) wait; beside hardware short ;;
      system) wait; SECURE_TEST_MAX=3000 beside hardware system ;;
      soak) wait; SECURE_KILLS=1000 SECURE_TEST_MAX=86400 beside run_project EndToEnd.Tests -trait "part=faults"
        for name in "${long_projects[@]}"; do SECURE_LONG_WALKS=1 SECURE_HOSTILE_FRAMES=1000000 SECURE_TEST_MAX=86400 beside run_project "$name"; done ;;
    esac
  done
  wait
  local total bad
  total="$(counted 1) passed, $(counted 2) failed, $(counted 3) skipped" bad=$(counted 2)
  if [ "$bad" = 0 ]; then rm -rf "$scratch" || true
  else awk '$2 > 0' "$counts" | cut -d' ' -f4- | sed 's/^/失败 · failed: /'; say "其临时文件 · its temporary files: $scratch"; fi
  [ -z "$left" ] || say "耗时较长，本次未运行 · slow, and not run this time, each by its own name: ./secure test $left"
  say "$total"
  [ "$bad" = 0 ]
}

# Once installed it needs no network again, until the lock file changes.
prepare_node() {
  (cd "$SECURE_HOME/tests/interop/node" && { cmp -s package-lock.json node_modules/.installed ||
    { npm ci --ignore-scripts --no-audit --no-fund --silent && cp package-lock.json node_modules/.installed; }; }) || fail 3 "npm ci 失败 · failed"
}

# A picture of every page of the console in both languages and themes, taken by the test that looks at each of them.
screenshots() {
  local folder=${1:-}
  case $folder in "" | -*) fail 2 "用法 · usage: ./secure screenshots DIR" ;; esac
  mkdir -p "$folder"
  require dotnet_fault
  install_packages "${demo_packages[@]}" "${browser_packages[@]}"
  install_models
  build_console
  product
  (cd "$SECURE_HOME" && dotnet build tests/EndToEnd.Tests -c "$SECURE_CONFIGURATION" --nologo -v quiet -clp:ErrorsOnly) || fail 1 "构建失败 · the build failed"
  counts=$(mktemp)
  SECURE_SCREENSHOTS=$(readlink -f "$folder") run_project EndToEnd.Tests -class "*EveryPageTests" -class "*ScreenSizeTests"
  local bad; bad=$(counted 2); rm -f "$counts"
  [ "$bad" = 0 ] || fail 1 "失败 · failed"
  say "$(find "$folder" -name '*.png' | wc -l) 张图片 · pictures: $folder"
}

bench_names=(check decide log badge bus revoke face-door sign-in stepup doors console page drain face fingerprint liveness)

bench() {
  # Before anything is built; what else stands in the line the program reads.
  case ${1:-} in
    '' | -*) ;;
    *) [[ " ${bench_names[*]} " = *" $1 "* ]] || fail 2 "没有这项测量 · no such bench: $1.$(printf ' | %s' "${bench_names[@]}" | cut -c3-)" ;;
  esac
  require dotnet_fault
  install_packages "${demo_packages[@]}"
  install_models
  fetch_portrait
  # The page in a real browser is measured where it is asked for, or everything is.
  if [[ " $* " = *" page "* || -z $(for word; do case $word in -*) ;; *) echo "$word" ;; esac; done) ]]; then
    install_packages "${browser_packages[@]}"
    build_console
  fi
  product
  # What building says stays out of the figures, which programs read.
  (cd "$SECURE_HOME" && dotnet build tests/Benchmarks -c Release --nologo -v quiet -clp:ErrorsOnly >&2) || fail 1 "构建失败 · the build failed"
  exec dotnet "$SECURE_HOME/tests/Benchmarks/bin/Release/net10.0/Secure.Benchmarks.dll" "$@"
}

release_contract() {
  (cd "$SECURE_HOME" && dotnet run --project tests/ContractTool -- release "$@")
}
