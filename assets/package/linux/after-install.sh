#!/bin/sh
# Runs after the deb or the rpm was unpacked, on first installation and on upgrade.
# DPKG_ROOT is where dpkg installs to when that is not the running system; an rpm has none.
set -e
root="$DPKG_ROOT"
app='/opt/${sanitizedProductName}'
link=/usr/bin/parley

# A program of that name that is not ours keeps it.
if [ -L "$root$link" ] && [ "$(readlink "$root$link")" = "$app/bin/parley" ]; then
  :
elif [ -e "$root$link" ] || [ -L "$root$link" ]; then
  echo "parley-desktop: $link belongs to another program and stays. Parley's command is $app/bin/parley."
else
  ln -s "$app/bin/parley" "$root$link"
fi

# Kernels that let nobody but root make namespaces need this helper for Chromium's sandbox; others do not use it.
chmod 4755 "$root$app/chrome-sandbox"

if [ -z "$root" ] && command -v update-desktop-database > /dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
