# ./secure publish pi [--output DIR]: a folder to carry to a Raspberry Pi and install there. Sourced.

publish() {
  local target=''
  [ "${1:-}" = pi ] || fail 2 "用法 · usage: ./secure publish pi [--output DIR]"
  [ "${2:-}" = --output ] && target=$(readlink -m "${3:?}")
  require dotnet_fault
  local version
  version=$(cd "$SECURE_HOME" && git log -1 --format=%cd-%h --date=format:%Y%m%d%H%M%S 2>/dev/null) || version=$(date +%Y%m%d%H%M%S)
  target=${target:-$SECURE_HOME/bin/secure-pi-$version}
  [ ! -e "$target" ] || fail 1 "已存在 · is already there: $target"
  local release=$target.new/release
  rm -rf "$target.new"
  # No runtime for arm64 is at hand where this is built: the programs are portable and run on the Pi's own .NET 10.
  make_release "$release" --artifacts-path "$target.new/artifacts" || fail 1 "发布失败 · publishing failed"
  rm -r "$target.new/artifacts"
  cp "$SECURE_HOME/README.md" "$SECURE_HOME/LICENSE" "$release/"
  echo "$version" >"$release/VERSION"
  cp "$SECURE_HOME/firmware-config/pi/install" "$target.new/"
  (cd "$target.new" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
  mv "$target.new" "$target"
  say "$target"
  say "在树莓派上（ASP.NET Core 10 运行时，Arm64）· on the Pi, with the ASP.NET Core 10 Runtime for Arm64: sha256sum -c SHA256SUMS && sudo ./install" >&2
}

# The programs of a door's box, its scripts, units and rules. They name no folder of the machine that they were built on.
make_release() { # FOLDER [OPTIONS of dotnet publish…]
  local release=$1 project; shift
  mkdir -p "$release/bin"
  for project in door-controller/Secure.DoorController:door-controller door-controller/Secure.DoorGuard:door-guard edge-agent/Secure.EdgeAgent:edge-agent; do
    say "正在发布 · publishing ${project#*:} …" >&2
    (cd "$SECURE_HOME" && dotnet publish "${project%:*}" -c Release -p:UseAppHost=false "-p:PathMap=$SECURE_HOME/=/secure/" --nologo -v quiet -clp:ErrorsOnly "$@" -o "$release/${project#*:}" >&2) || return 1
  done
  find "$release" \( -name '*.pdb' -o -name '*.xml' \) -delete
  cp "$SECURE_HOME"/firmware-config/pi/{door,agent,self-test} "$release/bin/"
  cp -r "$SECURE_HOME/firmware-config/systemd" "$SECURE_HOME/firmware-config/udev" "$release/"
  mkdir "$release/examples" && cp "$SECURE_HOME"/firmware-config/pi/*.json "$release/examples/"
}
