#!/usr/bin/env bash
# Make a Windows Python 3.11 with the project's pinned Windows packages, which runs under Wine, and say where it is.
#
#   tests/windows/rig.sh               prints the rig's folder; in it, `w` is the Windows Python
#   "$(tests/windows/rig.sh)"/w -m pytest tests/dde_tui/build -n 2
#
# It is made from packages alone: Wine and a C compiler of the system's (Debian 12 is what it is made for), the Python DLLs
# and wheels of the Python package index, the standard library of the Python 3.11 that runs here. It stays
# in a cache, $DDE_WINDOWS_CACHE, under a name made of all that it is made from, so a second call takes no time.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/windows
python=${PYTHON:-.venv/bin/python}
cache=${DDE_WINDOWS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dde-windows}
tool=x86_64-w64-mingw32

begun=$SECONDS
tell() { echo "rig: $1 ($((SECONDS - begun)) s)" >&2; }
refuse() { echo "rig: $1" >&2; exit 3; }

# 1. What it takes on this machine.
[ "$(uname -sm)" = "Linux x86_64" ] || refuse "it runs on Linux on x86-64 only, and this is $(uname -sm)"
command -v "$python" > /dev/null || refuse "$python is missing; make the virtual environment as CONTRIBUTING.md says"
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
  refuse "the rig borrows the standard library of Python 3.11, and $python is another one; set PYTHON"
"$python" -c 'import packaging, pip' || refuse "$python lacks the development packages; CONTRIBUTING.md says how to install them"
packages=()
command -v wine > /dev/null && command -v wineserver > /dev/null || packages+=(wine wine64)
command -v $tool-gcc > /dev/null || packages+=(gcc-mingw-w64-x86-64-win32)
command -v unzip > /dev/null || packages+=(unzip)
if [ ${#packages[@]} -gt 0 ]; then
  by_hand="install these packages of the system's: ${packages[*]}"
  command -v apt-get > /dev/null || refuse "there is no apt-get here; $by_hand"
  [ "$(id -u)" = 0 ] || refuse "only root may install; $by_hand"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } \
    > /dev/null || refuse "apt-get could not install (is there a network?); $by_hand"
  tell "installed ${packages[*]}"
fi

# 2. Is it there already? Two callers don't make it twice.
mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9
made_from=("$here"/{rig.sh,pins.py,pins.txt,fronts.py,sitecustomize.py} "$here"/*.c .ci/requirements-dev.txt)
name=$({ cat "${made_from[@]}"; "$python" --version; wine --version 2> /dev/null; } | sha256sum | cut -c1-12)
rig=$cache/rig-$name
if [ -d "$rig" ]; then
  touch "$rig"
  echo "$rig"
  exit
fi
new=$cache/new
rm -rf "$new"
mkdir -p "$new"/{parts,py/DLLs,py/Lib/site-packages} "$cache/wheels"

# 3. The packages, each with its hash, and fetched once.
"$python" $here/pins.py > "$new/pins.txt"
windows=(--platform win_amd64 --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none --no-deps)
pip() { "$python" -m pip "$@" --quiet --quiet --disable-pip-version-check --require-hashes; }
pip download "${windows[@]}" --dest "$cache/wheels" -r "$new/pins.txt" ||
  refuse "the packages could not be fetched (is there a network?)"
grep -v '^panda3d==' "$new/pins.txt" > "$new/packages.txt"
pip install "${windows[@]}" --find-links "$cache/wheels" --no-compile --target "$new/py/Lib/site-packages" \
  -r "$new/packages.txt" || refuse "the packages could not be installed"
tell "packages for Windows"

# 4. Python: the DLLs and extension modules that panda3d brings along, and the standard library of the Python here.
unzip -qoj "$cache"/wheels/panda3d-*.whl 'deploy_libs/*' -d "$new/parts"
(
  cd "$new/parts"
  rm -f _tkinter.pyd _msi.pyd multidict.pyd
  cp python311.dll VCRUNTIME140.dll ../py/
  cp ./*.pyd libffi-8.dll libcrypto-3.dll libssl-3.dll sqlite3.dll ../py/DLLs/
)
library=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["stdlib"])')
tar c -C "$library" --exclude=site-packages --exclude=dist-packages --exclude=lib-dynload --exclude='config-*' --exclude=./test \
  --exclude=__pycache__ . | tar x -C "$new/py/Lib"
cp $here/sitecustomize.py "$new/py/Lib/site-packages/"
$tool-gcc -O1 -s -municode -o "$new/py/python.exe" $here/python.c "$new/py/python311.dll"

# python3.dll, which the packages of the stable ABI import: each name of it is one of python311.dll.
{
  printf 'LIBRARY python3.dll\nEXPORTS\n'
  $tool-objdump -p "$new/py/python311.dll" | sed -n '/Ordinal\/Name Pointer/,/^$/s/^\t\[ *[0-9]*\] \(.*\)/\1=python311.\1/p'
} > "$new/parts/python3.def"
$tool-gcc -shared -s -nostdlib -e DllMain -o "$new/py/python3.dll" $here/empty.c "$new/parts/python3.def"

# 5. What this Wine lacks.
$tool-gcc -shared -O1 -s -o "$new/py/bcryptprimitives.dll" $here/bcryptprimitives.c -ladvapi32
"$python" $here/fronts.py "$new/py"
tell "Python for Windows"

# 6. Wine's own folder. Its debugger stays away: after a crash it would hold our pipes open.
export WINEPREFIX=$new/prefix WINEARCH=win64 WINEDEBUG=-all
quietly() { HOME=$new "$@" > /dev/null 2>&1 < /dev/null 9>&-; }
WINEDLLOVERRIDES='winemenubuilder.exe,mscoree,mshtml=' quietly wineboot --init || refuse "wineboot failed"
debugger='HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug'
quietly wine reg add "$debugger" /v Debugger /t REG_SZ /d 'cmd /c exit' /f
quietly wine reg add "$debugger" /v Auto /t REG_SZ /d 1 /f
quietly wineserver -k
cat > "$new/w" <<'W'
#!/usr/bin/env bash
# The Windows Python, on the checkout that is the working directory. Pipe its output: Wine refuses a Unix file.
rig=$(cd "$(dirname "$0")" && pwd)
export WINEPREFIX=$rig/prefix WINEDEBUG=${WINEDEBUG:--all}
windows_path() { echo "Z:${1//\//\\}"; }
export PYTHONPATH=${PYTHONPATH:-$(windows_path "$PWD")}
# Wine's services outlive us, so they are started away from our streams, which they would keep open.
{ wineserver -p60; wine cmd /c exit; } > /dev/null 2>&1 < /dev/null
exec wine "$(windows_path "$rig/py/python.exe")" "$@"
W
chmod +x "$new/w"
sees=$("$new/w" -c 'import sys, numpy, pandas, polars, paramiko, textual, keyring, sqlite3, ssl; print(sys.platform)' < /dev/null 2>&1 9>&- | tr -d '\r')
[ "$sees" = win32 ] || refuse "the Python that was made does not work: $sees"

# 7. Done: it gets its name, and rigs that nobody took for a week go.
quietly wineserver --kill || true
quietly wineserver --wait || true
rm -rf "$new/parts"
mv "$new" "$rig"
find "$cache" -maxdepth 1 -name 'rig-*' -mtime +7 -exec rm -rf {} +
tell "made $rig"
echo "$rig"
