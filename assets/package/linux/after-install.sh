#!/bin/sh
# Runs after the deb or the rpm was unpacked, on first installation and on upgrade.
# DPKG_ROOT is where dpkg installs to when that is not the running system; an rpm has none.
set -e
root="$DPKG_ROOT"
app='/opt/${sanitizedProductName}'

# link TARGET PLACE: not where the folder is missing (a shell that is not installed); true when the link is ours.
link() {
  if [ "$(readlink "$root$2")" = "$1" ]; then return 0; fi
  if [ ! -d "$root$(dirname "$2")" ] || [ -e "$root$2" ] || [ -L "$root$2" ]; then return 1; fi
  ln -s "$1" "$root$2"
}

# Links rather than files of the package: a program called parley that is not ours keeps its name, and dpkg and rpm would
# refuse to install over its files. The list is also in after-remove.sh.
if link "$app/bin/parley" /usr/bin/parley; then
  link "$app/resources/cli/parley.1" /usr/share/man/man1/parley.1 || true
  link "$app/resources/cli/completions/parley.bash" /usr/share/bash-completion/completions/parley || true
  link "$app/resources/cli/completions/parley.fish" /usr/share/fish/vendor_completions.d/parley.fish || true
  link "$app/resources/cli/completions/_parley" /usr/share/zsh/vendor-completions/_parley ||
    link "$app/resources/cli/completions/_parley" /usr/share/zsh/site-functions/_parley || true
else
  echo "parley-desktop: /usr/bin/parley belongs to another program and stays. Parley's command is $app/bin/parley."
fi

# Kernels that let nobody but root make namespaces need this helper for Chromium's sandbox; others do not use it.
chmod 4755 "$root$app/chrome-sandbox"

if [ -z "$root" ] && command -v update-desktop-database > /dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
