# ./secure test hardware: a door of the demo whose box is a guest: Debian's kernel under QEMU with a simulated GPIO chip and
# camera, this machine's own files read-only as its root, and the release that is published for a Raspberry Pi. Emulated
# where the processor gives no help, so it needs no /dev/kvm. Sourced.

hardware_packages=(qemu-system-x86 linux-headers-amd64 linux-source busybox-static cpio kmod e2fsprogs xz-utils gcc make)

# What the kernel's modules for it are, in the order in which the guest loads them: each brings what it needs along.
hardware_modules=(virtio_pci 9pnet_virtio 9p configfs virtio_blk virtio_net ext4 vivid gpio-sim overlay i6300esb)

# What a box with an init of its own has beyond this machine's files. Unpacked into a folder, never installed here.
system_packages=(systemd udev libsystemd-shared libsystemd0 libudev1 libkmod2 libseccomp2 libapparmor1 libip4tc2 libcryptsetup12 libfdisk1 init-system-helpers)

# One line says what was not run, and it counts as skipped: a machine that cannot, or is too slow, is no fault of the product.
hardware_skipped() { count 0 0 1; say "  [SKIP] hardware：本机未运行硬件测试 · the hardware part did not run here: $*"; }

hardware() { # [short|system]: short without the programs that die or hang one after the other; system is a box with systemd and udev
  local folder began=$SECONDS reason
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/secure/hardware
  if ! reason=$(hardware_obstacle); then hardware_skipped "$reason"; return; fi
  if ! reason=$( (install_packages "${hardware_packages[@]}") 2>&1); then hardware_skipped "$(tail -1 <<<"$reason")"; return; fi
  if ! mkdir -p "$folder" || ! reason=$( (prepare_guest "$folder") 2>&1); then hardware_skipped "$(tail -1 <<<"$reason")"; return; fi
  if [ "${1:-}" = system ] && ! reason=$( (prepare_system "$folder") 2>&1); then hardware_skipped "$(tail -1 <<<"$reason")"; return; fi
  publish_for_guest "$folder" || { count 0 1 0 "hardware（发布失败 · publishing failed）"; return; }
  rm -f "$folder/figures"
  case ${1:-} in
    system) SECURE_HARDWARE=$folder run_project EndToEnd.Tests -trait "part=system" ;;
    short) SECURE_HARDWARE=$folder run_project EndToEnd.Tests -trait "part=hardware" -trait- length=long ;;
    *) SECURE_HARDWARE=$folder run_project EndToEnd.Tests -trait "part=hardware" ;;
  esac
  cat "$folder/figures" 2>/dev/null || true
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
  made="$release $(cat "$SECURE_HOME"/.config/secure/hardware/{init,system} "$SECURE_HOME"/.config/secure/hardware.sh | sha256sum)"
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
  cp "$SECURE_HOME"/.config/secure/hardware/{init,system} first/ && chmod +x first/init || return 1
  for module in "${hardware_modules[@]}"; do
    for file in $(PATH=$PATH:/usr/sbin:/sbin modprobe -d "$PWD" -S "$1" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'); do
      [ -e "first/modules/$(basename "$file")" ] || { cp "$file" first/modules/ && basename "$file" >>first/order; } || return 1
    done
  done
  cp "boot/vmlinuz-$1" vmlinuz && (cd first && find . | cpio -o -H newc --quiet | gzip -1) >initrd
}

# systemd and udev of one version, over whatever this machine has of them.
prepare_system() { # FOLDER
  local layer=$1/system made file missing
  made="$(cat "$SECURE_HOME/.config/secure/hardware.sh" "$1/made" | sha256sum)"
  exec 7>"$1/lock" && flock 7
  [ "$(cat "$1/system-made" 2>/dev/null)" = "$made" ] && return
  rm -rf "$layer" "$1/system-made" && mkdir -p "$layer/packages" && cd "$layer/packages" || exit 1
  apt-get download -qq "${system_packages[@]}" || { say "systemd 下载失败 · systemd cannot be fetched"; exit 1; }
  for file in *.deb; do dpkg-deb --fsys-tarfile "$file" | tar -x -C "$layer" || exit 1; done
  cd "$layer" && rm -r packages || exit 1
  for file in bin sbin lib; do [ ! -d "$file" ] || { mkdir -p "usr/$file" && cp -a "$file/." "usr/$file/" && rm -r "$file"; } || exit 1; done
  missing=$(LD_LIBRARY_PATH=$layer/usr/lib/x86_64-linux-gnu:$layer/usr/lib/x86_64-linux-gnu/systemd ldd usr/lib/systemd/systemd usr/bin/udevadm | grep 'not found' || true)
  [ -z "$missing" ] || { say "本机缺少库 · this machine lacks a library: $(head -1 <<<"$missing")"; exit 1; }
  echo "$made" >"$1/system-made"
}

# The release of a door's box, compiled beforehand where the compiler for that is to be had: an emulated processor takes
# long to compile. Made anew where a source is newer.
publish_for_guest() { # FOLDER
  local target=$1/pi
  [ -e "$target/made" ] && [ -z "$(cd "$SECURE_HOME" && find protos edge-agent door-controller firmware-config .config/secure/{publish,hardware}.sh Directory.Build.{props,targets} Directory.Packages.props \
    \( -name obj -o -name bin \) -prune -o -type f -newer "$target/made" -print -quit)" ] && return
  rm -rf "$target"
  make_release "$target/release" --artifacts-path "$1/artifacts" -p:RunAnalyzers=false -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/guest.lock.json >"$1/publish.log" 2>&1 ||
    { rm -rf "$target"; make_release "$target/release" --artifacts-path "$1/artifacts" -p:RunAnalyzers=false >"$1/publish.log" 2>&1; } || { tail -5 "$1/publish.log"; return 1; }
  touch "$target/made"
}
