#!/bin/sh
# Starts Associated Learning for Deno: ./al <command> [options], see ./al help.
#
# 1. Finds Deno 2.9 or later; else installs it into the user's cache (npm where there is npm, the official installer else).
# 2. Only for `test` and `ok`, which compare the processors with WebGPU: on Linux, where no Vulkan adapter answers, installs
#    Mesa's software driver with the system's package manager when it may (root or passwordless sudo); else prints the one
#    command to run, and goes on without. AL_NO_INSTALL=1 only prints. No other command needs a driver.
# 3. Lets V8 join neighbouring vectors of kernels to wider ones, where it can (docs/processors.md).
# 4. Hands over to `deno task`. What was found is remembered, so that later starts only compare a listing.
# shellcheck disable=SC2015,SC2016 # A && B || die is meant so; $(REPO_URI) is for apt
set -u
deno_version=2.9.6 # what step 1 installs
wide=--experimental-wasm-revectorize # what step 3 gives V8

say() { printf 'al: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

script=$0
while [ -L "$script" ]; do
  target=$(readlink "$script")
  case $target in /*) script=$target ;; *) script=$(dirname "$script")/$target ;; esac
done
root=$(CDPATH='' cd -- "$(dirname -- "$script")" && pwd) || die "Cannot find the project's folder from $0"

# A folder of our own that can be written: the user's cache, else one in the temporary folder that nobody else owns.
open_cache() {
  if [ -n "${XDG_CACHE_HOME:-}" ]; then
    cache=$XDG_CACHE_HOME/associated-learning
  elif [ -n "${HOME:-}" ]; then
    cache=$HOME/.cache/associated-learning
  else
    cache=
  fi
  if [ -n "$cache" ] && mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ]; then return; fi
  cache=${TMPDIR:-/tmp}/associated-learning-$(id -u)
  mkdir -m 700 "$cache" 2>/dev/null
  [ -w "$cache" ] && [ -n "$(find "$cache" -prune -type d -user "$(id -u)" 2>/dev/null)" ] ||
    die "Cannot keep a cache: neither the user's cache nor $cache can be written, set XDG_CACHE_HOME to a folder that can"
  # Deno keeps its own cache under HOME, which is not there or not to be written either.
  [ -n "${DENO_DIR:-}" ] || export DENO_DIR="$cache/deno-dir"
}

# --- Deno ---------------------------------------------------------------------------------------------------------------------

is_recent_deno() {
  version=$("$1" --version 2>/dev/null | sed -n 's/^deno \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  [ -n "$version" ] && [ "${version% *}" -ge 2 ] && { [ "${version% *}" -gt 2 ] || [ "${version#* }" -ge 9 ]; }
}

find_deno() {
  for deno in "$(command -v deno)" "${DENO_INSTALL:-${HOME:-}/.deno}/bin/deno" \
    "$cache/deno-$deno_version/bin/deno" "$cache/deno-$deno_version"/node_modules/@deno/*/deno; do
    if [ -x "$deno" ] && is_recent_deno "$deno"; then return 0; fi
  done
  return 1
}

# A V8 that does not know a flag refuses to start.
knows_wide() {
  "$deno" eval --no-config --v8-flags="$wide" 0 >/dev/null 2>&1
}

# Installs beside the final place and renames, so that two first starts do not meet in a half-written folder.
install_deno() {
  place=$cache/deno-$deno_version
  fresh=$place.$$
  trap 'rm -rf "$fresh"' EXIT
  mkdir -p "$fresh" || die "Cannot install Deno: $fresh cannot be written, set XDG_CACHE_HOME to a folder that can"
  if command -v npm >/dev/null 2>&1; then
    say "installing Deno $deno_version into $place with npm (Deno 2.9 or later was not found)"
    # The binary is in the platform's own package, so that no install script needs to run.
    HOME=${HOME:-$cache} npm install --prefix "$fresh" --ignore-scripts --no-audit --no-fund --no-update-notifier \
      --loglevel=error "deno@$deno_version" >&2 ||
      die "Cannot install Deno: npm failed, install Deno 2.9 or later (https://deno.com) and start again"
    chmod +x "$fresh"/node_modules/@deno/*/deno 2>/dev/null
  elif command -v curl >/dev/null 2>&1; then
    say "installing Deno $deno_version into $place with the official installer (Deno 2.9 or later was not found)"
    curl -fsSL https://deno.land/install.sh >"$fresh/install.sh" &&
      DENO_INSTALL=$fresh sh "$fresh/install.sh" "v$deno_version" --no-modify-path </dev/null >&2 ||
      die "Cannot install Deno: the official installer failed, install Deno 2.9 or later (https://deno.com) and start again"
  else
    die "Cannot install Deno: neither npm nor curl was found, install Deno 2.9 or later (https://deno.com) and start again"
  fi
  rm -rf "$place"
  mv "$fresh" "$place" || die "Cannot install Deno: $place cannot be written, set XDG_CACHE_HOME to a folder that can"
  trap - EXIT
  find_deno || die "Cannot install Deno: what was installed into $place does not run here, install Deno 2.9 or later (https://deno.com)"
}

# --- The Vulkan driver ----------------------------------------------------------------------------------------------------------

# Whether Vulkan answers, or another way to hardware. (OpenGL on the processor is no substitute.)
probe() {
  DENO_WEBGPU_BACKEND=vulkan "$deno" eval --no-config \
    'Deno.exit(await navigator.gpu.requestAdapter() ? 0 : 1)' >/dev/null 2>&1 ||
    "$deno" eval --no-config \
      'Deno.exit((await navigator.gpu.requestAdapter())?.info.isFallbackAdapter === false ? 0 : 1)' >/dev/null 2>&1
}

# Where the system's own packages come from.
debian_mirror() {
  $as_root apt-get indextargets --format '$(REPO_URI)' "Codename: $codename" 'Created-By: Packages' 2>/dev/null | head -n 1
}

# On an old Debian: a sources file and index of our own in $1, with the backports added; the system's stay as they are.
apt_backports() {
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  [ "$codename" = bookworm ] || return 1
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || { # it is known only where there is an index
    $as_root apt-get -o DPkg::Lock::Timeout=600 update -qq >>"$log" 2>&1
    mirror=$(debian_mirror)
  }
  [ -n "$mirror" ] || return 1
  mkdir -p "$1/sources" "$1/lists/partial" && chmod -R 755 "$1" || return 1
  for file in /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && cp "$file" "$1/sources/"
  done
  printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\nSigned-By: %s\n' \
    "$mirror" "$codename" /usr/share/keyrings/debian-archive-keyring.gpg \
    >"$1/sources/associated-learning.sources"
}

apt_install() {
  temporary=$(mktemp -d) || return 1
  if apt_backports "$temporary"; then
    say "installing Mesa's software Vulkan driver from $codename-backports with apt-get (no Vulkan adapter answered; the sources of the system stay as they are)"
    set -- -o "Dir::Etc::SourceParts=$temporary/sources" -o "Dir::State::Lists=$temporary/lists" -o DPkg::Lock::Timeout=600
    $as_root apt-get "$@" update -qq >>"$log" 2>&1 &&
      $as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" install -y -qq --no-install-recommends \
        -t "$codename-backports" mesa-vulkan-drivers libvulkan1 >>"$log" 2>&1
    installed=$?
    $as_root rm -rf "$temporary"
    [ "$installed" -eq 0 ] && return 0
    say "the backports did not answer, taking the release's own version"
  else
    rm -rf "$temporary"
    say "installing Mesa's software Vulkan driver with apt-get (no Vulkan adapter answered)"
  fi
  $as_root apt-get -o DPkg::Lock::Timeout=600 update -qq >>"$log" 2>&1
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq \
    --no-install-recommends mesa-vulkan-drivers libvulkan1 >>"$log" 2>&1
}

# The one command that installs the driver here, by the package manager found first.
driver_command() {
  if command -v apt-get >/dev/null 2>&1; then
    echo 'apt-get install -y mesa-vulkan-drivers'
  elif command -v dnf >/dev/null 2>&1; then
    echo 'dnf install -y mesa-vulkan-drivers vulkan-loader'
  elif command -v pacman >/dev/null 2>&1; then
    echo 'pacman -Sy --needed --noconfirm vulkan-swrast vulkan-icd-loader'
  elif command -v apk >/dev/null 2>&1; then
    echo 'apk add mesa-vulkan-swrast vulkan-loader'
  elif command -v zypper >/dev/null 2>&1; then
    echo 'zypper --non-interactive install libvulkan_lvp libvulkan1'
  fi
}

install_driver() {
  install=$(driver_command)
  if [ -z "$install" ]; then
    say "no Vulkan adapter answers: install the Vulkan driver of your GPU, or Mesa's lavapipe, with your package manager"
    return 1
  fi
  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif sudo -n true >/dev/null 2>&1; then
    as_root='sudo -n'
  else
    as_root=none
  fi
  if [ "$as_root" = none ] || [ -n "${AL_NO_INSTALL:-}" ]; then
    say "no Vulkan adapter answers; this installs one:  sudo $install"
    return 1
  fi
  log=$cache/driver.log
  case $install in
    apt-get*) apt_install ;;
    *)
      say "installing Mesa's software Vulkan driver (no Vulkan adapter answered): $install"
      # shellcheck disable=SC2086 # both are lists of words
      $as_root $install >>"$log" 2>&1
      ;;
  esac || say "the installation failed, as told in $log; this is the command:  sudo $install"
}

# --- What earlier starts found ----------------------------------------------------------------------------------------------------

# Changes when Deno or the project's wishes change.
deno_listing() {
  echo "$deno_version"
  LC_ALL=C ls -lL "$deno" 2>/dev/null
}

# Changes when the drivers or the devices change too.
adapter_listing() {
  deno_listing
  echo "${VK_ICD_FILENAMES:-} ${VK_DRIVER_FILES:-}"
  LC_ALL=C ls -lL /usr/share/vulkan/icd.d /etc/vulkan/icd.d /usr/local/share/vulkan/icd.d /dev/dri /dev/nvidia0 2>/dev/null
  true # most of these are not there
}

# Keeps the text $2 as the file $1 of the cache.
remember() {
  printf '%s\n' "$2" >"$cache/$1.$$" && mv "$cache/$1.$$" "$cache/$1"
}

prepare_deno() {
  if [ -r "$cache/found" ]; then
    { read -r deno; read -r flags; seen=$(cat); } <"$cache/found"
    if [ -x "${deno:-}" ] && [ "$seen" = "$(deno_listing)" ]; then return; fi
  fi
  find_deno || install_deno
  flags=
  if knows_wide; then flags=$wide; fi
  remember found "$deno
$flags
$(deno_listing)"
}

# Adds what V8 knows to the caller's own flags, unless they decide it already.
set_flags() {
  case ${DENO_V8_FLAGS:-} in *wasm-revectorize*) return ;; esac
  [ -n "$flags" ] || return
  DENO_V8_FLAGS=${DENO_V8_FLAGS:+$DENO_V8_FLAGS,}$flags
  export DENO_V8_FLAGS
}

prepare_adapter() {
  [ "$(uname -s)" = Linux ] || return
  if [ -r "$cache/adapter" ] && [ "$(cat "$cache/adapter")" = "$(adapter_listing)" ]; then return; fi
  if ! probe; then
    install_driver && probe || {
      say "going on without a Vulkan adapter: tests that need one are ignored"
      return
    }
  fi
  remember adapter "$(adapter_listing)"
}

# --- Start --------------------------------------------------------------------------------------------------------------------------

case ${1:-} in
  '' | -h | --help) set -- help ;;
  -*) set -- train "$@" ;;
esac

open_cache
if [ -z "${XDG_RUNTIME_DIR:-}" ]; then # Mesa complains without one
  XDG_RUNTIME_DIR=$cache/runtime
  { [ -d "$XDG_RUNTIME_DIR" ] || mkdir -m 700 "$XDG_RUNTIME_DIR"; } && export XDG_RUNTIME_DIR
fi
prepare_deno
set_flags
case $1 in test | ok) prepare_adapter ;; esac
PATH=${deno%/*}:$PATH
INIT_CWD=$PWD # tasks start in the caller's folder
DENO_NO_UPDATE_CHECK=1
export PATH INIT_CWD DENO_NO_UPDATE_CHECK
# Whether nohup has hangups ignored, which `deno task` would not hand on.
case $(sed -n 's/^SigIgn:.*\(.\)$/\1/p' "/proc/$$/status" 2>/dev/null) in
[13579bdf]) export AL_HANGUP=ignored ;;
esac
if grep -qF "    \"$1\": " "$root/deno.json"; then
  exec "$deno" task --quiet --config "$root/deno.json" "$@"
fi
exec "$deno" run -A "$root/mod.ts" "$@" # which refuses it, with the nearest name
