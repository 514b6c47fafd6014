# ./secure test hardware: Debian's kernel under QEMU with a simulated GPIO chip and cameras, this machine's own files read-only
# as its root, and the published door-controller on real /dev/gpiochip. Emulated (TCG), so it needs no /dev/kvm. Sourced.

hardware_packages=(qemu-system-x86 linux-headers-amd64 linux-source busybox-static cpio kmod e2fsprogs xz-utils gcc make)

# What the kernel's modules for it are, in the order in which the guest loads them: each brings what it needs along.
hardware_modules=(virtio_pci 9pnet_virtio 9p configfs virtio_blk ext4 vivid gpio-sim)

# A whole run takes about two minutes on an idle machine. Past this one the machine is too slow, which is nobody's fault.
SECURE_HARDWARE_MAX=${SECURE_HARDWARE_MAX:-600}

# One line says what was not run, and it counts as skipped: a machine that cannot, or is too slow, is no fault of the product.
hardware_skipped() { skipped=$((skipped + 1)); say "  [SKIP] hardware：本机未运行硬件测试 · the hardware part did not run here: $*"; }

hardware() {
  local folder began=$SECONDS reason
  say "── hardware"
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/secure/hardware
  if ! reason=$(hardware_obstacle); then hardware_skipped "$reason"; return; fi
  if ! reason=$( (install_packages "${hardware_packages[@]}") 2>&1); then hardware_skipped "$(tail -1 <<<"$reason")"; return; fi
  if ! mkdir -p "$folder" || ! reason=$( (prepare_guest "$folder") 2>&1); then hardware_skipped "$(tail -1 <<<"$reason")"; return; fi
  publish_for_guest "$folder" || { failed=$((failed + 1)); failures+=("hardware（发布失败 · publishing failed）"); return; }
  run_guest "$folder"
  say "  hardware: $((SECONDS - began)) s"
}

hardware_obstacle() {
  [ "$(uname -m)" = x86_64 ] || { say "只支持 x86_64 · only x86_64, this is $(uname -m)"; return 1; }
  [ "$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)" -ge 2048 ] || { say "可用内存不足 2 GiB · less than 2 GiB of memory to spare"; return 1; }
  [ -n "$(missing_packages "${hardware_packages[@]}")" ] && ! apt-cache show qemu-system-x86 >/dev/null 2>&1 && ! apt-get update -qq >/dev/null 2>&1 && { say "apt 不可用 · apt does not work"; return 1; }
  return 0
}

# Kernel, modules and the first file system, once for each kernel version.
prepare_guest() { # FOLDER
  local folder=$1 release made
  release=$(dpkg-query -W -f '${Depends}' linux-headers-amd64 | grep -o 'linux-headers-[^ ,]*' | head -1)
  release=${release#linux-headers-}
  made="$release $(cat "$SECURE_HOME"/.config/secure/hardware/init "$SECURE_HOME"/.config/secure/hardware.sh | sha256sum)"
  exec 7>"$folder/lock" && flock 7
  [ "$(cat "$folder/made" 2>/dev/null)" = "$made" ] && return
  rm -rf "$folder/kernel" "$folder/made" && mkdir -p "$folder/kernel" && cd "$folder/kernel" || exit 1
  # The image is unpacked here, not installed: this machine's own kernel and boot order are none of our business.
  apt-get download -qq "linux-image-$release" && dpkg-deb -x linux-image-*.deb . && rm linux-image-*.deb || { say "内核下载失败 · the kernel image cannot be fetched"; exit 1; }
  build_gpio_sim "$release" >build.log 2>&1 || { say "gpio-sim 构建失败 · gpio-sim does not build: $(grep -i error build.log | head -1)（$folder/kernel/build.log）"; exit 1; }
  make_first_files "$release" || { say "initrd 制作失败 · the initial file system cannot be made"; exit 1; }
  echo "$made" >"$folder/made"
}

# Debian builds neither module. irq_sim as a module lacks two lines: its licence, and a call that the kernel exports.
build_gpio_sim() { # RELEASE
  local source out=lib/modules/$1/extra
  source=/usr/src/linux-source-$(cut -d. -f1,2 <<<"$1").tar.xz
  tar -xJf "$source" --strip-components=1 --wildcards '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c' &&
    mkdir -p module "$out" && mv drivers/gpio/* kernel/irq/irq_sim.c module/ &&
    sed -i 's/handle_simple_irq(irq_to_desc(\(.*\)));/generic_handle_irq_safe(\1);/' module/irq_sim.c &&
    printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n' >>module/irq_sim.c &&
    echo 'obj-m := irq_sim.o gpio-sim.o' >module/Makefile &&
    make -C "/usr/src/linux-headers-$1" M="$PWD/module" modules &&
    strip --strip-debug -o "$out/irq_sim.ko" module/irq_sim.ko && strip --strip-debug -o "$out/gpio-sim.ko" module/gpio-sim.ko &&
    PATH=$PATH:/usr/sbin:/sbin depmod -b "$PWD" "$1"
}

make_first_files() { # RELEASE
  local module file
  mkdir -p first/{bin,modules,proc,sys,dev,host} && cp "$(command -v busybox)" first/bin/busybox && ln -sf busybox first/bin/sh || return 1
  cp "$SECURE_HOME/.config/secure/hardware/init" first/init && chmod +x first/init || return 1
  for module in "${hardware_modules[@]}"; do
    for file in $(PATH=$PATH:/usr/sbin:/sbin modprobe -d "$PWD" -S "$1" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'); do
      [ -e "first/modules/$(basename "$file")" ] || { cp "$file" first/modules/ && basename "$file" >>first/order; } || return 1
    done
  done
  cp "boot/vmlinuz-$1" vmlinuz && (cd first && find . | cpio -o -H newc --quiet | gzip -1) >initrd
}

publish_for_guest() { # FOLDER
  local project
  for project in Secure.DoorGuard:secure-door-guard Secure.DoorController:secure-door-controller; do
    (cd "$SECURE_HOME" && dotnet publish "door-controller/${project%:*}" -c "$SECURE_CONFIGURATION" --nologo -v quiet -o "$1/published/${project#*:}") >"$1/publish.log" 2>&1 || { tail -5 "$1/publish.log"; return 1; }
  done
}

# Two boots: the tests, then a cut of the power in mid-unlock; and what stands afterwards.
run_guest() { # FOLDER
  local folder=$1 out deadline=$((SECONDS + SECURE_HARDWARE_MAX)) cut=''
  out=$(mktemp -d /var/tmp/secure-hardware.XXXXXX)
  truncate -s 64M "$out/disk" && PATH=$PATH:/usr/sbin:/sbin mke2fs -q -F -t ext4 "$out/disk"
  printf 'DOTNET=%q\nSECURE_CONFIGURATION=%q\nSECURE_PUBLISHED=%q\n' "$(readlink -f "$(command -v dotnet)")" "$SECURE_CONFIGURATION" "$folder/published" >"$out/environment"
  guest "$folder" "$out" first &
  local machine=$!
  while [ $SECONDS -lt $deadline ] && kill -0 $machine 2>/dev/null; do
    # Not asked, not warned: as when somebody pulls the plug.
    if [ -e "$out/mid-unlock" ]; then cut=1; kill -KILL "$(cat "$out/pid")" 2>/dev/null; break; fi
    sleep 0.2
  done
  [ -e "$out/pid" ] && kill -KILL "$(cat "$out/pid")" 2>/dev/null
  wait $machine 2>/dev/null || true
  [ -n "$cut" ] && guest_until "$deadline" "$folder" "$out" next
  count_guest "$out" "$cut" "$deadline"
}

guest_until() { # DEADLINE FOLDER OUT PART
  local deadline=$1 machine; shift
  guest "$@" &
  machine=$!
  while [ $SECONDS -lt "$deadline" ] && kill -0 $machine 2>/dev/null; do sleep 0.2; done
  kill -KILL "$(cat "$2/pid")" 2>/dev/null
  wait $machine 2>/dev/null || true
}

guest() { # FOLDER OUT PART
  rm -f "$2/pid"
  (echo "$BASHPID" >"$2/pid"
    exec qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 -M q35 -nic none -nographic -no-reboot \
      -kernel "$1/kernel/vmlinuz" -initrd "$1/kernel/initrd" \
      -append "console=ttyS0 quiet panic=-1 mitigations=off nokaslr tsc=reliable secure.out=$2 secure.guest=$SECURE_HOME/.config/secure/hardware/guest secure.part=$3" \
      -fsdev "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap" -device virtio-9p-pci,fsdev=host,mount_tag=host \
      -fsdev "local,id=out,path=$2,security_model=none,multidevs=remap" -device virtio-9p-pci,fsdev=out,mount_tag=out \
      -drive "file=$2/disk,format=raw,if=virtio,cache=writeback" </dev/null >"$2/console-$3" 2>&1)
}

# A wrong result fails; a machine that did not get so far is told and counted as skipped.
count_guest() { # OUT CUT DEADLINE
  local out=$1 part expected=(first)
  [ -n "$2" ] && { passed=$((passed + 1)); expected+=(next); }
  for part in "${expected[@]}"; do
    if [ -s "$out/$part.txt" ] && grep -q 'Total: ' "$out/$part.txt"; then
      awk '/\[FAIL\]/ { told = 20 } told-- > 0 || /\[SKIP\]|Total:|too slow/ { print }' "$out/$part.txt"
      add_counts hardware "$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+, Not Run: [0-9]+' "$out/$part.txt" | tail -1)"
    # A test that failed before the time was up has failed all the same.
    elif [ -s "$out/$part.txt" ] && grep -q '\[FAIL\]' "$out/$part.txt"; then
      tail -40 "$out/$part.txt"
      failed=$((failed + $(grep -c '\[FAIL\]' "$out/$part.txt"))); failures+=("hardware: $part")
    elif [ $SECONDS -ge "$3" ]; then hardware_skipped "${SECURE_HARDWARE_MAX} 秒内未完成 · not done within ${SECURE_HARDWARE_MAX} s ($part)"
    elif ! grep -q 'HARDWARE .* up:' "$out/console-$part"; then hardware_skipped "客户机未启动 · the guest did not start: $(tr -d '\r' <"$out/console-$part" | tail -1)"
    else tail -40 "$out/console-$part"; failed=$((failed + 1)); failures+=("hardware: $part（无结果 · no summary）"); fi
  done
  if [ -z "$2" ] && [ $SECONDS -lt "$3" ] && grep -q 'cut begins' "$out/console-first"; then tail -40 "$out/cut.txt" "$out/console-first"; failed=$((failed + 1)); failures+=("hardware: cut"); fi
  grep -h 'line inactive after' "$out"/*.txt || true
  [ -n "${SECURE_HARDWARE_KEEP:-}" ] && say "  $out" || rm -rf "$out"
}
